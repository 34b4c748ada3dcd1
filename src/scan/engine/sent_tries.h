// When the last tries were sent. Fixed memory: rows of four entries; a full row drops its oldest. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/mix_bits.h"
#include "scan/probe.h"

namespace sounder {

// Tries with a known time of sending, 16 bytes each: one second at 250,000/s. An answer to an older try
// counts, without a round trip.
inline constexpr std::size_t kSentTries = std::size_t{1} << 18U;

class SentTries {
 public:
  SentTries() : rows_(kSentTries / kPerRow) {}

  // Prefetches the row for a put() that follows soon.
  void expect(const TryId& id) const { __builtin_prefetch(&rows_[row_number(key_of(id))], 1); }
  void put(const TryId& id, Instant sent) {
    Row& row = row_of(id);
    Entry& entry = *std::ranges::min_element(row, {}, &Entry::sent);
    entry = {key_of(id), sent};
  }
  // The last time that this try was sent; nullopt: forgotten.
  std::optional<Instant> find(const TryId& id) const {
    const std::uint64_t key = key_of(id);
    std::optional<Instant> last;
    for (const Entry& entry : rows_[row_number(key)])
      if (entry.key == key && entry.sent != Instant{} && (!last || entry.sent > *last)) last = entry.sent;
    return last;
  }

 private:
  static constexpr std::size_t kPerRow = 4;  // a cache line
  struct Entry {
    std::uint64_t key = 0;
    Instant sent{};
  };
  using Row = std::array<Entry, kPerRow>;

  // A pair has 56 bits (kMostTargets), so nothing is lost.
  static std::uint64_t key_of(const TryId& id) { return id.pair << 8U | id.number.byte(); }
  std::size_t row_number(std::uint64_t key) const { return mix_bits(key) % rows_.size(); }
  Row& row_of(const TryId& id) { return rows_[row_number(key_of(id))]; }

  std::vector<Row> rows_;
};

}  // namespace sounder

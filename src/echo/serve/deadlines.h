// The next deadline of each client, in order of time. A client has at most one entry. An entry that is too
// early does no harm (Conversation::on_time), so it is moved only if it would be too late. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "base/clock.h"

namespace sounder {

class Deadlines {
 public:
  // What a client keeps of its entry.
  using Armed = std::optional<Instant>;

  // `tag` becomes due at `when` at the latest.
  void no_later(std::uint64_t tag, Armed& armed, std::optional<Instant> when) {
    if (!when || (armed && *armed <= *when)) return;
    remove(tag, armed);
    entries_.emplace(*when, tag);
    armed = when;
  }
  void remove(std::uint64_t tag, Armed& armed) {
    if (armed) entries_.erase({*armed, tag});
    armed.reset();
  }
  std::optional<Instant> next() const {
    return entries_.empty() ? std::nullopt : std::optional(entries_.begin()->first);
  }
  // The tag of an entry that is due, taken out: its client's Armed is for the caller to reset.
  std::optional<std::uint64_t> take_due(Instant now) {
    if (entries_.empty() || entries_.begin()->first > now) return std::nullopt;
    return entries_.extract(entries_.begin()).value().second;
  }

  // Calls `on_due(tag, now)` for each entry that is due, after taking it out.
  template <class OnDue>
  void run_due(const OnDue& on_due) {
    if (!next()) return;
    const Instant now = clock_now();
    while (const auto tag = take_due(now)) on_due(*tag, now);
  }

 private:
  std::set<std::pair<Instant, std::uint64_t>> entries_;
};

}  // namespace sounder

// When to look at which client, in order of time. A client has at most one entry; looking too early does no
// harm (Conversation::on_time), so an entry is moved only if it would come too late. One thread.
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

  // Sees to it that `tag` is looked at no later than `when`.
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

 private:
  std::set<std::pair<Instant, std::uint64_t>> entries_;
};

}  // namespace sounder

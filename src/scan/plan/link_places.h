// How many starving hosts of a link are worked on at once. Hosts behind one policer share what it lets pass;
// if that is little, each of them starves, so some wait until others are through.
//
//   any number ---a host starves among others---> half as many, who begin anew ---...---> one
//        ^                                                                                 |
//        +------four in a row starve although they are alone: no host is to blame----------+   (for good)
//
// Thread-safe: all slices of a scan share one.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <unordered_set>

#include "base/clock.h"

namespace sounder {

// Of what is sent to a host.
enum class Passes : std::uint8_t { kEnough, kLittle, kNothing };

class LinkPlaces {
 public:
  // True: the host may be worked on. `policed`: something passes on less than is sent to it; others need no
  // place. A host starves unless enough passes.
  bool take(std::uint64_t host, Instant now, bool policed, Passes passes);
  // A slice has no further try for this host.
  void leave(std::uint64_t host);

 private:
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

  bool keeps_alone(Instant now);

  std::atomic<bool> scarce_ = false;  // a host starved among others; spares the lock where none did
  std::mutex lock_;
  std::size_t most_ = kAny;
  bool helps_ = true;
  int starved_alone_ = 0;                    // hosts, one after the other
  Instant undisturbed_{};                    // since then nobody without a place was worked on
  std::unordered_set<std::uint64_t> hosts_;  // that have a place
};

}  // namespace sounder

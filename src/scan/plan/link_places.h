// How many policed hosts of a link are worked on at once. Hosts behind one policer share what it lets pass;
// if that is little, each of them starves, so some wait until others are through.
//
//   any number ---a host starves among others---> half as many, who begin anew ---...---> one
//        ^                                                                                 |
//        +--------it starves alone: the others were not to blame---------------------------+   (for good)
//
// Thread-safe: all slices of a scan share one.
#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <unordered_set>

namespace sounder {

class LinkPlaces {
 public:
  // True: the host may be worked on. `policed`: it is, or it is silent; others need no place. `starves`: next
  // to nothing passes to it.
  bool take(std::uint64_t host, bool policed, bool starves);
  // A slice has no further try for this host.
  void leave(std::uint64_t host);

 private:
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

  std::mutex lock_;
  std::size_t most_ = kAny;
  bool helps_ = true;
  std::unordered_set<std::uint64_t> hosts_;  // that have a place
};

}  // namespace sounder

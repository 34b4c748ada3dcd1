// What the slices of a scan tell each other about a host: that it answers, and that it is behind a policer.
// One slice at a time works on a policed host. Slices that contend for what a policer lets pass get unequal
// parts, take each other's losses for the path's, and starve.
//
//   kFree ---take() by a slice that found a policer---> its turn ---leave(): no try is left---> nobody's
//                                                          ^                                       |
//                                                          +-----take() by another slice-----------+
//
// Thread-safe: the plans of all slices share one.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace sounder {

enum class HostTurn : std::uint8_t {
  kFree,    // nobody found a policer: each slice may probe the host
  kMine,    // this slice may
  kOthers,  // another one may
};

class HostTurns {
 public:
  // What slice number `slice` may do. `policed`: it has found a policer, or still believes in it.
  HostTurn take(std::uint64_t host, std::uint32_t slice, bool policed);
  // A slice begins to hear the host, or it hears it no more: it fell silent.
  void on_hearing(std::uint64_t host, bool hears);
  // Some slice that is not through with the host hears it.
  bool is_heard(std::uint64_t host);
  // The slice has no further try for this host. `hears`: as it said last. `policed`: it may have found a
  // policer; whoever has heard nothing yet is to try again.
  void leave(std::uint64_t host, std::uint32_t slice, bool hears, bool policed);

 private:
  struct Entry {
    bool policed = false;
    std::optional<std::uint32_t> turn{};  // of a policed host: whose
    std::uint32_t hearing = 0;            // slices
  };

  void mark(Entry& entry);

  std::atomic<bool> any_policed_ = false;  // spares the lock where no host is
  std::mutex lock_;
  std::unordered_map<std::uint64_t, Entry> hosts_;  // that answered or are policed, of those with a path
};

}  // namespace sounder

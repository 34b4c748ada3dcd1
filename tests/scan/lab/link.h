// The lab's link: moves packets between two TUN devices as HostLinks decides. One thread, which sleeps while
// nothing is due and looks at the clock without sleeping when the next packet is due soon.
#pragma once

#include <array>
#include <cstdint>

#include "base/fd.h"
#include "tests/scan/lab/host_links.h"

namespace sounder::test {

// What the link itself did wrong: a machine too busy for it, not what it was told to do.
struct LinkFaults {
  std::uint64_t overrun = 0;  // packets it had no room for
  std::uint64_t refused = 0;  // packets that the device did not take
  Duration most_late{};       // the longest that a packet came out after its time
};

struct LinkReport {
  LinkTotals totals;
  // From the lab's first packet to the last one to this host, by the order of LabSpec::own_links.
  std::array<Duration, 32> busy_for{};
  LinkFaults faults;
  Duration processor{};  // that run() took, the kernel's work on both sides of a packet included
};

class Link {
 public:
  Link(Fd near, Fd far, HostLinks links)
      : near_(std::move(near)), far_(std::move(far)), links_(std::move(links)) {}

  // Until `stop` is readable or closed.
  void run(int stop);
  LinkReport report() const { return {links_.totals(), links_.busy_for(), faults_, processor_}; }

 private:
  void move_packets(int stop);
  bool take_from(Side side);  // true if there may be more
  void put(Side to, std::span<const std::byte> packet);
  void deliver_due();
  bool wait(int stop, bool may_sleep);  // false: stop

  const Fd& device(Side side) const { return side == Side::kNear ? near_ : far_; }

  Fd near_;
  Fd far_;
  HostLinks links_;
  DuePackets due_;
  LinkFaults faults_;
  Duration processor_{};
};

}  // namespace sounder::test

// A shortage on this machine (descriptors, local ports, buffers, a local firewall): which tries are owed
// because of it, how many probes may go at once, and how long nothing is tried. A try that could not be sent
// is never a verdict about its target. Pure, one owner.
#pragma once

#include <deque>
#include <optional>

#include "base/limits.h"
#include "scan/plan/host_groups.h"

namespace sounder {

class Shortage {
 public:
  struct Owed {
    HostRef ref;
    std::uint16_t pair;
    TryNumber number;
    Instant not_before;
  };

  // Around each poll: how many probes it may hand out, and how many it did.
  std::size_t begin_poll();
  void end_poll(std::size_t sent) { last_sent_ = sent; }

  // Nothing is sent before.
  Instant hold_until() const { return hold_until_; }
  bool full() const { return owed_.size() + owed_later_.size() >= kTriesOwed; }
  // Takes a try that is due; nullopt: none is.
  std::optional<Owed> take(Instant now);
  std::optional<Instant> next() const;  // when take() has something again

  // This try was not sent. True: it is owed now. False: it has had its chances, the pair is untested.
  bool owe(Instant now, const HostRef& ref, std::uint16_t pair, TryNumber number, Reason reason);
  // After the owe() of every try of a poll: `unsent` in all, and some of them for more than a firewall.
  void on_short(Instant now, std::size_t unsent);

 private:
  std::deque<Owed> owed_;
  std::deque<Owed> owed_later_;  // what a local firewall forbade: a second chance each
  Duration wait_ = kShortageWaitFirst;
  std::optional<Instant> since_;  // nothing at all was sent since
  Instant hold_until_{};
  std::size_t at_once_ = kTriesInFlight;
  std::size_t last_sent_ = 0;  // probes of the last poll
  bool last_unsent_ = false;   // some of them were not sent
};

}  // namespace sounder

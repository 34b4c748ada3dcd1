// A shortage on this machine (descriptors, local ports, buffers, a local firewall): which tries are to
// be sent again because of it, how many probes may go at once, and how long nothing is tried. A try that
// could not be sent is never a verdict about its target. What is short for some hosts only holds no other
// host back (host_shortages.h). Pure, one owner.
//
// Of the whole machine:
//
//           some were not sent                       none was sent
//   all go --------------------> fewer in each poll ---------------> pauses, each twice as long
//      ^                            |         ^                          |
//      +--- a poll went through ----+         +---- some were sent ------+
//           (a few more each time)                  for 20 s none: resend() says no
#pragma once

#include <deque>
#include <optional>

#include "scan/plan/host_groups.h"
#include "scan/plan/host_shortages.h"
#include "scan/plan/plan_limits.h"

namespace sounder {

// The first pause after a poll of which nothing went through, and the longest; each is twice the one before
// it.
inline constexpr Duration kShortageWaitFirst = std::chrono::milliseconds(2);
inline constexpr Duration kShortageWaitLast = std::chrono::milliseconds(500);
// Nothing at all has been sent for so long: pairs become untested. A link may be replaced, or a machine's
// network be configured anew.
inline constexpr Duration kShortagePatience = std::chrono::seconds(20);
inline constexpr Duration kRoutePatience = std::chrono::seconds(60);
constexpr Duration patience_for(Reason reason) {
  return reason == Reason::kRouteLost ? kRoutePatience : kShortagePatience;
}

class Shortage {
 public:
  using Resend = HostShortages::Resend;

  // Around each poll: how many probes it may hand out, and how many it did.
  std::size_t begin_poll();
  void end_poll(std::size_t sent) { last_sent_ = sent; }

  // Nothing is sent before.
  Instant hold_until() const { return hold_until_; }
  Instant hold_until(const HostRef& ref) const { return hosts_.held_until(ref); }
  bool full() const { return due_.size() + later_.size() + hosts_.waiting() >= kMostResends; }
  // Takes a try that is due; nullopt: none is.
  std::optional<Resend> take(Instant now);
  std::optional<Instant> next() const;  // when take() has something again

  // This try was not sent. True: it is to be sent again. False: it has had its chances, the pair is untested.
  bool resend(Instant now, const HostRef& ref, std::uint16_t pair, TryNumber number, Reason reason);
  // After the resend() of every try of a poll: `unsent` in all, and some of them for want of what the whole
  // machine lacks.
  void on_short(Instant now, std::size_t unsent);
  static bool is_of_machine(Reason reason) {
    return reason != Reason::kLocalFirewall && !HostShortages::is_of_hosts(reason);
  }
  HostShortages& hosts() { return hosts_; }

 private:
  HostShortages hosts_;
  std::deque<Resend> due_;
  std::deque<Resend> later_;  // what a local firewall forbade: a second chance each
  Duration wait_ = kShortageWaitFirst;
  std::optional<Instant> since_;  // nothing at all was sent since
  Instant hold_until_{};
  std::size_t at_once_ = kTriesInFlight;
  std::size_t last_sent_ = 0;  // probes of the last poll
  bool last_unsent_ = false;   // some of them were not sent
};

}  // namespace sounder

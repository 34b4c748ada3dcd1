// Shortages that concern some hosts only: of local ports to one host, of neighbours that may be resolved at
// once, and of routes that are lost. Who else is scanned goes on meanwhile. Tries that were not sent wait
// here, and their hosts with them: in pauses that double while nothing goes through. Tries that lack a route
// do not wait: their host's walk goes back to before them. Pure, one owner.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "scan/plan/host_groups.h"

namespace sounder {

class HostShortages {
 public:
  struct Resend {
    HostRef ref;
    std::uint16_t pair;
    TryNumber number;
    Instant not_before;
  };

  // Whether a shortage for this reason concerns some hosts only.
  static bool is_of_hosts(Reason reason) {
    return reason == Reason::kNoLocalPorts || reason == Reason::kNoNeighbours || reason == Reason::kRouteLost;
  }

  bool any() const { return !members_.empty(); }
  std::size_t waiting() const { return waiting_; }
  // Nothing is sent to this host before.
  Instant held_until(const HostRef& ref) const;
  // When a host was last found to have lost its route.
  Instant route_lost_at() const { return route_lost_at_; }
  // A try to it lacked a route, and none was sent since.
  bool lacks_route(const HostRef& ref) const;
  std::optional<Resend> take(Instant now);
  std::optional<Instant> next() const;  // when take() has something again

  // Of one poll: each try that went to a host, then each that was not sent, then what is to become of each of
  // those, then the end. False: nothing has gone through for so long that the pair is untested.
  void on_sent(const HostRef& ref);
  void on_unsent(Instant now, const HostRef& ref, Reason reason);
  bool resend(Instant now, const HostRef& ref, std::uint16_t pair, TryNumber number, Reason reason);
  // In place of resend(): of a host whose route is lost. False: for so long that its pairs are untested.
  bool wait_for_route(Instant now, const HostRef& ref) { return is_patient(now, ref, Reason::kRouteLost); }
  void end_poll(Instant now);

 private:
  using Key = std::uint64_t;
  // What is short, with those who wait for it.
  struct Account {
    Duration wait{};
    Instant until{};
    std::optional<Instant> since{};  // nothing went through since
    std::deque<Resend> waiting{};
    bool through = false;  // in this poll
    bool refused = false;
  };
  struct Member {
    Key account;
    std::uint32_t sent = 0;  // in this poll
    std::uint32_t unsent = 0;
  };
  static Key key_of(const HostRef& ref) {
    return Key{ref.generation} << 32U | Key{ref.slot} << 16U | ref.host;
  }

  static Key account_of(const HostRef& ref, Reason reason);
  bool is_patient(Instant now, const HostRef& ref, Reason reason);

  std::map<Key, Account> accounts_;
  std::unordered_map<Key, Member> members_;
  std::size_t waiting_ = 0;
  Instant route_lost_at_ = Instant::min();
  bool touched_ = false;  // in this poll
};

}  // namespace sounder

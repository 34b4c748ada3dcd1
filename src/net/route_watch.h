// Notices that this machine's links, addresses, routes or routing rules change (rtnetlink(7)). One owner, one
// thread.
#pragma once

#include <expected>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "net/netlink.h"
#include "net/route_answers.h"
#include "net/socket.h"

namespace sounder {

// How often the kernel's messages are read.
inline constexpr Duration kRouteWatchEvery = std::chrono::milliseconds(20);

// What a message, or several, say of the routes.
struct RouteChange {
  bool any = false;                        // some path may differ from what it was
  bool loss = false;                       // some address may have no route where it had one
  bool rules = false;                      // a rule came or went
  bool unknown = false;                    // messages were lost
  std::vector<RoutePrefix> prefixes = {};  // for which there is a route or a rule that is new, or gone
};

// Adds what one message says. Pure. Changes that concern no path are left out: the statistics of a wireless
// link, the forwarding tables of a bridge, what the kernel has learned of one destination.
void add_change(const NetlinkMessage& message, RouteChange& change);

class RouteWatch {
 public:
  // Watches nothing: take() never reports a change.
  RouteWatch() = default;
  static std::expected<RouteWatch, Errno> open();

  // What has changed since the last call. It looks once in kRouteWatchEvery, or `at_once`.
  RouteChange take(Instant now, bool at_once = false);

 private:
  explicit RouteWatch(Fd netlink) : netlink_(std::move(netlink)) {}

  Fd netlink_;
  Instant next_{};
};

}  // namespace sounder

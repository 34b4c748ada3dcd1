// What one plan tells the plans of the other slices about its hosts, and what it may do by what they told.
// One for a plan. Preconditions: the hosts have a path.
#pragma once

#include <utility>

#include "scan/plan/host_group.h"
#include "scan/plan/part.h"

namespace sounder {

class Company {
 public:
  explicit Company(PlanPart part) : part_(std::move(part)) {}

  // kOthers: the host has to wait, for another slice or for other hosts. `hosts`: that are worked on.
  HostTurn turn_of(const Host& host, Instant now, std::uint64_t hosts);
  // Whether the host answers. Call whenever that may have changed.
  void tell_hearing(Host& host);
  // Another slice hears the host.
  bool is_heard(const Host& host) { return !host.path->hears && part_.news->turns.is_heard(host.index); }
  // There is no further try for this host.
  void leave(const Host& host);

 private:
  bool alone() const { return part_.slice.count == 1; }
  SliceNews::Link& link_of(const Host& host) { return host.near ? part_.news->near : part_.news->routed; }

  const PlanPart part_;
};

}  // namespace sounder

// What a plan has found and its caller has not taken yet: verdicts, finished hosts, tries nobody waits for;
// and the totals. Pure, one owner.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/plan/host_group.h"

namespace sounder {

class Findings {
 public:
  // precondition: the pair has no verdict yet.
  void give_verdict(Host& host, const Verdict& verdict);
  // Reports a host once; one without pairs never.
  void report(Host& host);
  void release(TryId id) { released_.push_back(id); }

  const Counts& counts() const { return counts_; }
  std::uint64_t count(State state) const { return counts_[state]; }
  std::size_t waiting_verdicts() const { return verdicts_.size(); }

  // The scan ends: what has no verdict is untested, without one each. Of a host that was begun, then of all
  // `pairs`.
  void give_up(Host& host);
  void give_up_rest(std::uint64_t pairs);

  // Each appends, and forgets.
  void take_verdicts(std::vector<Verdict>& out);
  void take_hosts(std::vector<HostDone>& out);
  void take_released(std::vector<TryId>& out);

 private:
  Counts counts_{};
  std::vector<Verdict> verdicts_;
  std::vector<HostDone> hosts_;
  std::vector<TryId> released_;
};

}  // namespace sounder

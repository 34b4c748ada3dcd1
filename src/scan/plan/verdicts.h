// Gives every pair of a plan its verdict, exactly once: an answer's at once, that of a silent pair when the
// group of its host closes, because until then a late answer counts. Pure, one owner.
#pragma once

#include <cstdint>

#include "scan/plan/company.h"
#include "scan/plan/findings.h"
#include "scan/plan/host_groups.h"

namespace sounder {

class Verdicts {
 public:
  // `silent`: the state of a pair that never answered. The references outlive this object.
  Verdicts(const ScanOrder& order, Company& company, State silent, HostGroups& groups, Findings& findings)
      : order_(order), company_(company), silent_(silent), groups_(groups), findings_(findings) {}

  // An answer, or a try that this machine will not send. Precondition: the pair is not resolved.
  void resolve(const HostGroups::Place& place, const Verdict& verdict);
  // No further try to this host. Its silent pairs get their verdicts when its group closes.
  void finish(Host& host, const HostRef& ref);
  // Gives the verdicts of silent pairs, so many at once that a group never stands in memory whole.
  void close_groups();
  // The same, where the host's route is lost: its silent pairs are untested.
  void give_up(Host& host, const HostRef& ref);
  // Pairs that need no further try.
  std::uint64_t resolved() const { return resolved_; }

  Verdict verdict_on_silence(const Host& host, PairIndex index) const;
  Verdict verdict_on(const Host& host, PairIndex index, State state, Reason reason) const {
    return {
        .pair = index, .endpoint = {host.address, order_.port_of(index)}, .state = state, .reason = reason};
  }

 private:
  const ScanOrder& order_;
  Company& company_;
  const State silent_;
  HostGroups& groups_;
  Findings& findings_;
  std::uint64_t resolved_ = 0;
};

}  // namespace sounder

#include "scan/plan/host_group.h"

#include <algorithm>
#include <bit>

namespace sounder {

void HostPath::start_anew(Instant now, const PathRates& rates) {
  model = PathModel(now, rates);
  canaries.forget_out();
  doubtful = recent = {};
  next_stall_canary = {};
}

HostWalk::Place Host::certain_place() const {
  const HostWalk::Place begin_of_pass{walk.tries(), 0};
  return path ? std::max(begin_of_pass, std::min(path->certain.certain(), walk.place())) : begin_of_pass;
}

HostStatus Host::status() const {
  HostStatus status;
  status.host = index;
  status.address = address;
  status.left = unresolved;
  status.open = open_before + counts[State::kOpen];
  status.rtt = rtt.smoothed();
  status.resting = walk.phase() == HostWalk::Phase::kWaiting || walk.phase() == HostWalk::Phase::kPausing;
  // A pass is counted when its last try has been waited for.
  status.round = walk.phase() == HostWalk::Phase::kPausing ? walk.pass() : walk.pass() + 1;
  if (path) {
    if (!path->waited) status.rate_per_s = path->model.rate_per_s();
    status.stalled = path->model.stalled_since().has_value();
    status.limits_resets = path->model.limits_resets();
    status.policed = path->model.surely_policed();
    status.waits = path->waited;
  }
  return status;
}

HostGroup::HostGroup(std::uint64_t number, std::uint32_t generation, std::uint32_t hosts,
                     std::uint32_t pairs_each, bool modelled)
    : number_(number),
      generation_(generation),
      modelled_(modelled),
      words_each_((pairs_each + 63) / 64),
      hosts_(hosts),
      resolved_(std::size_t{hosts} * words_each_) {}

std::uint32_t HostGroup::next_unresolved(std::uint32_t host, std::uint32_t from) const {
  const std::uint32_t end = hosts_[host].pairs;
  while (from < end) {
    const std::uint64_t open = ~resolved_[word(host, from)] >> from % 64;
    if (open != 0) return std::min(end, from + static_cast<std::uint32_t>(std::countr_zero(open)));
    from = (from / 64 + 1) * 64;
  }
  return end;
}

}  // namespace sounder

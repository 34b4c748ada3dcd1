#include "scan/targets/port_map.h"

#include <algorithm>

namespace sounder {

PortMap::PortMap(PortSet ports) : sets_{std::move(ports)}, runs_{{0, 0, 0}} {}

PortMap::PortMap(std::vector<PortSet> sets, const std::vector<Run>& runs) : sets_(std::move(sets)) {
  runs_.reserve(runs.size());
  std::uint64_t pairs = 0;
  for (const Run& run : runs) {
    if (!runs_.empty()) pairs += (run.first_host - runs_.back().first_host) * sets_[runs_.back().set].size();
    runs_.push_back({run.first_host, pairs, run.set});
  }
}

const PortMap::NumberedRun& PortMap::run_of(std::uint64_t host) const {
  return *(std::ranges::upper_bound(runs_, host, {}, &NumberedRun::first_host) - 1);
}

std::uint64_t PortMap::first_pair(std::uint64_t host) const {
  const NumberedRun& run = run_of(host);
  return run.first_pair + (host - run.first_host) * sets_[run.set].size();
}

std::uint64_t PortMap::host_of(std::uint64_t pair) const {
  const NumberedRun& run = *(std::ranges::upper_bound(runs_, pair, {}, &NumberedRun::first_pair) - 1);
  return run.first_host + (pair - run.first_pair) / sets_[run.set].size();
}

PortSet PortMap::any() const {
  PortSet all = sets_.front();
  for (const PortSet& set : sets_) all.add(set);
  return all;
}

}  // namespace sounder

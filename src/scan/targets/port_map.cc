#include "scan/targets/port_map.h"

#include <algorithm>

namespace sounder {

PortMap::PortMap(PortSet ports) : PortMap(std::vector{std::move(ports)}, {{0, 0}}) {}

PortMap::PortMap(std::vector<PortSet> sets, const std::vector<Run>& runs) {
  Data data{.sets = std::move(sets), .runs = {}};
  data.runs.reserve(runs.size());
  std::uint64_t pairs = 0;
  for (const Run& run : runs) {
    if (!data.runs.empty()) {
      const NumberedRun& before = data.runs.back();
      pairs += (run.first_host - before.first_host) * data.sets[before.set].size();
    }
    data.runs.push_back({run.first_host, pairs, run.set});
  }
  data_ = std::make_shared<const Data>(std::move(data));
}

const PortMap::NumberedRun& PortMap::run_of(std::uint64_t host) const {
  return *(std::ranges::upper_bound(data_->runs, host, {}, &NumberedRun::first_host) - 1);
}

std::uint64_t PortMap::first_pair(std::uint64_t host) const {
  const NumberedRun& run = run_of(host);
  return run.first_pair + (host - run.first_host) * data_->sets[run.set].size();
}

std::uint64_t PortMap::host_of(std::uint64_t pair) const {
  const NumberedRun& run = *(std::ranges::upper_bound(data_->runs, pair, {}, &NumberedRun::first_pair) - 1);
  return run.first_host + (pair - run.first_pair) / data_->sets[run.set].size();
}

PortSet PortMap::any() const {
  std::vector<const PortSet*> sets;
  for (const PortSet& set : data_->sets) sets.push_back(&set);
  return PortSet::joined(sets);
}

}  // namespace sounder

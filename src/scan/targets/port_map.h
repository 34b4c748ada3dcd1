// Which ports a scan asks of which of its targets. Hosts are numbered as TargetSet numbers them; their pairs
// (a host and one of its ports) are numbered host by host, in the order of the ports. Memory: a run for each
// change of ports along the addresses, never hosts times ports. Immutable once made; copies share the memory.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scan/targets/ports.h"

namespace sounder {

class PortMap {
 public:
  // From host `first_host` on, to the next run, the ports are those of `sets[set]`.
  struct Run {
    std::uint64_t first_host = 0;
    std::uint32_t set = 0;
  };

  // The same ports for every host.
  PortMap(PortSet ports);  // NOLINT(google-explicit-constructor): most scans ask every host the same
  // precondition: the first run begins at host 0, and the others follow in ascending order.
  PortMap(std::vector<PortSet> sets, const std::vector<Run>& runs);

  // O(log runs), like all that follow.
  const PortSet& of(std::uint64_t host) const { return data_->sets[run_of(host).set]; }
  std::uint64_t first_pair(std::uint64_t host) const;  // of a host; of the number of hosts: all pairs
  std::uint64_t host_of(std::uint64_t pair) const;

  bool same_for_all() const { return runs() == 1; }
  PortSet any() const;  // the ports that at least one host is asked for
  std::size_t runs() const { return data_->runs.size(); }
  Run run(std::size_t number) const { return {data_->runs[number].first_host, data_->runs[number].set}; }
  const PortSet& set(std::uint32_t number) const { return data_->sets[number]; }

 private:
  struct NumberedRun {
    std::uint64_t first_host;
    std::uint64_t first_pair;
    std::uint32_t set;
  };
  const NumberedRun& run_of(std::uint64_t host) const;

  struct Data {
    std::vector<PortSet> sets;
    std::vector<NumberedRun> runs;
  };
  std::shared_ptr<const Data> data_;
};

}  // namespace sounder

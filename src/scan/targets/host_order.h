// The order in which a scan takes its hosts: each once, in an order that looks random. Hosts with about as
// many ports stand together in blocks, those with the most ports first, because they take longest; so a group
// of hosts (scan/plan/host_groups.h) has memory for what its hosts need and no more. A scan that asks every
// host the same has one block. Immutable; stores nothing for a host.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/targets/permutation.h"
#include "scan/targets/port_map.h"

namespace sounder {

class HostOrder {
 public:
  // precondition: hosts > 0
  HostOrder(const PortMap& ports, std::uint64_t hosts, std::uint64_t seed);

  // The host at a place of the order, and the inverse. precondition: both are less than the number of hosts.
  std::uint64_t at(std::uint64_t place) const;
  std::uint64_t index_of(std::uint64_t host) const;

  struct Block {
    std::uint64_t first_place = 0;
    std::uint64_t hosts = 0;
    std::uint32_t most_ports = 0;  // of one of its hosts
  };
  std::size_t blocks() const { return blocks_.size(); }
  Block block(std::size_t number) const { return blocks_[number].block; }

 private:
  struct Run {
    std::uint64_t first_host;
    std::uint64_t before;  // hosts in the runs of the same block before this one
  };
  struct OrderedBlock {
    Block block;
    std::vector<Run> runs;
    Permutation order;
  };
  struct RunBlock {
    std::uint64_t first_host;
    std::uint32_t block;
    std::uint32_t run;  // of the block
  };

  std::vector<OrderedBlock> blocks_;  // by first_place
  std::vector<RunBlock> runs_;        // of all blocks, by first_host
};

}  // namespace sounder

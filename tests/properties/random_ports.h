// Ports of the hosts of a scan, for property tests: the same for all, or not.
#pragma once

#include <cstdint>

#include "net/services.h"
#include "scan/targets/port_map.h"
#include "tests/support/seeds.h"

namespace sounder::test {

// From 1 to `most` ports of each of `hosts` hosts.
inline PortMap random_port_map(std::mt19937_64& random, std::uint64_t hosts, std::uint64_t most) {
  std::vector<PortSet> sets;
  for (std::uint64_t i = between(random, 1, 4); i > 0; --i) {
    const std::uint64_t first = between(random, 1, 1000);
    const std::string spec =
        std::to_string(first) + "-" + std::to_string(first + between(random, 0, most - 1));
    sets.push_back(PortSet::parse(spec, Services::instance()).value());
  }
  if (sets.size() == 1) return sets.front();
  std::vector<PortMap::Run> runs;
  for (std::uint64_t host = 0; host < hosts; host += between(random, 1, 3))
    runs.push_back({host, static_cast<std::uint32_t>(random() % sets.size())});
  return {std::move(sets), runs};
}

}  // namespace sounder::test

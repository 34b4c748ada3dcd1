#include "echo/load/load_options.h"

#include <algorithm>

#include "echo/load/limits.h"

namespace sounder {
namespace {

constexpr std::uint32_t kFirstLoopback = 0x7f000001;

// A connection that was closed keeps its port for a second on loopback (net.ipv4.tcp_tw_reuse, 2 by default),
// and the fuller the range the longer the kernel looks for a free port.
constexpr std::size_t kChurnSources = 8;

}  // namespace

unsigned usual_load_threads(std::size_t connections, unsigned processors, bool target_is_local) {
  const std::size_t ours = std::max(processors / (target_is_local ? 2 : 1), 1U);
  const std::size_t useful = std::max<std::size_t>(connections / kLoadConnectionsPerThread, 1);
  return static_cast<unsigned>(std::min({ours, useful, std::size_t{kMostLoadThreads}}));
}

std::vector<Address> usual_load_sources(const LoadOptions& options, std::size_t ports) {
  const Address& target = options.target.address;
  if (target.family() != Family::kIpv4 || !target.is_loopback()) return {};
  const std::size_t comfortable = std::max<std::size_t>(ports / 4 * 3, 1);
  std::size_t count = (options.connections + comfortable - 1) / comfortable;
  if (options.churn) count = std::max(count, kChurnSources);
  if (count == 1) return {};
  std::vector<Address> sources;
  for (std::uint32_t i = 0; i < std::min(count, kMostSources); ++i)
    sources.push_back(Address::ipv4(kFirstLoopback + i));
  return sources;
}

}  // namespace sounder

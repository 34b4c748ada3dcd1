#include "report/formats/host_ports.h"

#include <numeric>

namespace sounder {
namespace {

std::uint64_t total(const std::map<Reason, std::uint64_t>& reasons) {
  return std::accumulate(reasons.begin(), reasons.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& each) { return sum + each.second; });
}

}  // namespace

bool HostPorts::counted_only(State state) const {
  return state != State::kOpen && total(by_reason[state]) > kListedPorts;
}

std::optional<State> HostPorts::answered() const {
  for (const State state : {State::kOpen, State::kClosed})
    if (!by_reason[state].empty()) return state;
  return std::nullopt;
}

void PortsByHost::add(const Verdict& verdict) {
  HostPorts& host = hosts_[verdict.endpoint.address];
  const State state = verdict.state;
  const bool were_listed = !host.counted_only(state);
  ++host.by_reason[state][verdict.reason];
  if (!host.counted_only(state))
    host.listed[verdict.endpoint.port] = {verdict.state, verdict.reason, verdict.rtt, verdict.ttl,
                                          verdict.from};
  else if (were_listed)
    std::erase_if(host.listed, [&](const auto& port) { return port.second.state == state; });
}

HostPorts PortsByHost::take(const Address& address) {
  const auto node = hosts_.extract(address);
  return node.empty() ? HostPorts{} : std::move(node.mapped());
}

}  // namespace sounder

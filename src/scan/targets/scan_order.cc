#include "scan/targets/scan_order.h"

#include <algorithm>
#include <cassert>

#include "base/mix_bits.h"

namespace sounder {

ScanOrder::ScanOrder(const ScanRequest& request, Slice slice)
    : request_(request), slice_(slice), hosts_(request.targets.size()), host_order_(host_order(request)) {
  assert(slice.index < slice.count);
  const PortMap& ports = request.ports;
  for (std::size_t run = 0; run < ports.runs(); ++run) {
    const std::uint32_t size = ports.set(ports.run(run).set).size();
    port_orders_.try_emplace(size, size, mix_bits(request.seed + 1));
  }
}

std::uint64_t ScanOrder::pairs() const {
  const PortMap& ports = request_.ports;
  std::uint64_t sum = 0;
  for (std::size_t run = 0; run < ports.runs(); ++run) {
    const std::uint64_t first = ports.run(run).first_host;
    const std::uint64_t end = run + 1 < ports.runs() ? ports.run(run + 1).first_host : hosts_;
    // One host in slice_.count begins like `host`.
    for (std::uint64_t host = first; host < std::min(end, first + slice_.count); ++host)
      sum += ((end - host - 1) / slice_.count + 1) * pairs_of(host);
  }
  return sum;
}

ScanOrder::Block ScanOrder::block(std::size_t number) const {
  const HostOrder::Block block = host_order_.block(number);
  return {block.first_place, block.hosts, (block.most_ports + slice_.count - 1) / slice_.count};
}

// Slices begin at a different place for every host, or all hosts with one port would be the first slice's.
std::uint32_t ScanOrder::first_position(std::uint64_t host) const {
  return static_cast<std::uint32_t>((slice_.index + host) % slice_.count);
}

std::uint32_t ScanOrder::pairs_of(std::uint64_t host) const {
  const std::uint32_t first = first_position(host);
  const std::uint32_t ports = request_.ports_of(host);
  return first < ports ? (ports - first - 1) / slice_.count + 1 : 0;
}

PairIndex ScanOrder::pair_index(std::uint64_t host, std::uint32_t pair) const {
  const std::uint64_t position = first_position(host) + std::uint64_t{pair} * slice_.count;
  return first_pair_of(host) + port_order(host).at(position, mix_bits(host));
}

Port ScanOrder::port_of(PairIndex index) const {
  const ScanRequest::Place place = request_.place_of(index);
  return request_.ports.of(place.host).at(place.port);
}

std::optional<ScanOrder::Place> ScanOrder::find(PairIndex index) const {
  const auto [host, port] = request_.place_of(index);
  if (host >= hosts_) return std::nullopt;
  const std::uint64_t position = port_order(host).index_of(port, mix_bits(host));
  const std::uint32_t first = first_position(host);
  if (position < first || (position - first) % slice_.count != 0) return std::nullopt;
  return Place{host_order_.index_of(host), static_cast<std::uint32_t>((position - first) / slice_.count)};
}

}  // namespace sounder

#include "scan/targets/scan_order.h"

#include <algorithm>
#include <cassert>

#include "base/mix_bits.h"

namespace sounder {

ScanOrder::ScanOrder(const ScanRequest& request, Share share)
    : request_(request),
      share_(share),
      hosts_(request.targets.size()),
      ports_(request.ports.size()),
      host_order_(host_order(request)),
      port_order_(ports_, mix_bits(request.seed + 1)) {
  assert(share.index < share.count);
}

std::uint64_t ScanOrder::pairs() const {
  std::uint64_t sum = 0;
  for (std::uint32_t residue = 0; residue < share_.count; ++residue)
    sum += (hosts_ / share_.count + (residue < hosts_ % share_.count ? 1 : 0)) * pairs_of(residue);
  return sum;
}

// Shares begin at a different place for every host, or all hosts with one port would be the first share's.
std::uint32_t ScanOrder::first_position(std::uint64_t host) const {
  return static_cast<std::uint32_t>((share_.index + host) % share_.count);
}

std::uint32_t ScanOrder::pairs_of(std::uint64_t host) const {
  const std::uint32_t first = first_position(host);
  return first < ports_ ? (ports_ - first - 1) / share_.count + 1 : 0;
}

PairIndex ScanOrder::pair_index(std::uint64_t host, std::uint32_t pair) const {
  const std::uint64_t position = first_position(host) + std::uint64_t{pair} * share_.count;
  return host * ports_ + port_order_.at(position, mix_bits(host));
}

Port ScanOrder::port_of(PairIndex index) const {
  return request_.ports.at(static_cast<std::uint32_t>(index % ports_));
}

std::optional<ScanOrder::Place> ScanOrder::find(PairIndex index) const {
  const std::uint64_t host = index / ports_;
  if (host >= hosts_) return std::nullopt;
  const std::uint64_t position = port_order_.index_of(index % ports_, mix_bits(host));
  const std::uint32_t first = first_position(host);
  if (position < first || (position - first) % share_.count != 0) return std::nullopt;
  return Place{host_order_.index_of(host), static_cast<std::uint32_t>((position - first) / share_.count)};
}

}  // namespace sounder

#include "scan/host_group.h"

#include <algorithm>
#include <bit>

namespace sounder {

HostGroup::HostGroup(std::uint64_t number, std::uint32_t generation, std::uint32_t hosts,
                     std::uint32_t pairs_each)
    : number_(number),
      generation_(generation),
      words_each_((pairs_each + 63) / 64),
      hosts_(hosts),
      settled_(std::size_t{hosts} * words_each_) {}

std::uint32_t HostGroup::next_unsettled(std::uint32_t host, std::uint32_t from) const {
  const std::uint32_t end = hosts_[host].pairs;
  while (from < end) {
    const std::uint64_t open = ~settled_[word(host, from)] >> from % 64;
    if (open != 0) return std::min(end, from + static_cast<std::uint32_t>(std::countr_zero(open)));
    from = (from / 64 + 1) * 64;
  }
  return end;
}

}  // namespace sounder

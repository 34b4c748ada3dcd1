#include "scan/targets/host_order.h"

#include <algorithm>
#include <bit>
#include <map>

#include "base/mix_bits.h"

namespace sounder {
namespace {

// A word of bits holds the pairs of a host with up to 63 ports; beyond that each class has hosts with up to
// twice as many ports as the one before.
int size_class(std::uint32_t ports) { return std::max(static_cast<int>(std::bit_width(ports)), 6); }

}  // namespace

HostOrder::HostOrder(const PortMap& ports, std::uint64_t hosts, std::uint64_t seed) {
  struct Draft {
    Block block;
    std::vector<Run> runs;
  };
  std::map<int, Draft, std::greater<>> drafts;
  for (std::size_t i = 0; i < ports.runs(); ++i) {
    const std::uint64_t first = ports.run(i).first_host;
    const std::uint64_t end = i + 1 < ports.runs() ? ports.run(i + 1).first_host : hosts;
    const std::uint32_t each = ports.set(ports.run(i).set).size();
    Draft& draft = drafts[size_class(each)];
    draft.runs.push_back({first, draft.block.hosts});
    draft.block.hosts += end - first;
    draft.block.most_ports = std::max(draft.block.most_ports, each);
  }
  std::uint64_t place = 0;
  for (auto& [size, draft] : drafts) {
    const auto number = static_cast<std::uint32_t>(blocks_.size());
    for (std::uint32_t run = 0; run < draft.runs.size(); ++run)
      runs_.push_back({draft.runs[run].first_host, number, run});
    draft.block.first_place = place;
    place += draft.block.hosts;
    const Permutation order(draft.block.hosts, mix_bits(seed) + number);
    blocks_.push_back({draft.block, std::move(draft.runs), order});
  }
  std::ranges::sort(runs_, {}, &RunBlock::first_host);
}

std::uint64_t HostOrder::at(std::uint64_t place) const {
  const auto after =
      std::ranges::upper_bound(blocks_, place, {}, [](const auto& each) { return each.block.first_place; });
  const OrderedBlock& found = *(after - 1);
  const std::uint64_t number = found.order.at(place - found.block.first_place);
  const Run& run = *(std::ranges::upper_bound(found.runs, number, {}, &Run::before) - 1);
  return run.first_host + number - run.before;
}

std::uint64_t HostOrder::index_of(std::uint64_t host) const {
  const RunBlock& at = *(std::ranges::upper_bound(runs_, host, {}, &RunBlock::first_host) - 1);
  const OrderedBlock& found = blocks_[at.block];
  const Run& run = found.runs[at.run];
  return found.block.first_place + found.order.index_of(run.before + host - run.first_host);
}

}  // namespace sounder

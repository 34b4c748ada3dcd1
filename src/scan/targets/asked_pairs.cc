#include "scan/targets/asked_pairs.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "scan/targets/address_value.h"

namespace sounder {
namespace {

// Where a part begins, or the last address that it has.
struct Edge {
  Family family;
  std::uint32_t scope;
  AddressValue at;
  bool ends;
  std::uint32_t set;
  auto place() const { return std::tuple(family, scope, at, ends); }
};

// Addresses that the same sets are asked of: those in `sets`, by number.
struct Piece {
  AddressRange addresses;
  std::vector<std::uint32_t> sets;
};

// Addresses with a set of ports of their own.
struct Block {
  AddressRange addresses;
  std::uint32_t set;
};

Address like(const Edge& edge) {
  return edge.family == Family::kIpv4 ? Address{} : Address::ipv6({}, edge.scope);
}

// Calls found(piece) for each, in the order of addresses; none overlaps another.
template <typename Found>
void for_each_piece(std::vector<Edge> edges, Found&& found) {
  std::ranges::sort(edges, {}, &Edge::place);
  std::map<std::uint32_t, std::uint64_t> open;  // sets of the parts around `from`, and how many parts each
  AddressValue from = 0;
  const auto piece_until = [&](AddressValue last, const Edge& edge) {
    Piece piece{{address_of(from, like(edge)), static_cast<std::uint64_t>(last - from + 1)}, {}};
    for (const auto& [set, parts] : open) piece.sets.push_back(set);
    found(std::move(piece));
  };
  for (auto edge = edges.begin(); edge != edges.end();) {
    const Edge first = *edge;
    if (first.ends)
      piece_until(first.at, first);
    else if (!open.empty() && from < first.at)
      piece_until(first.at - 1, first);
    for (; edge != edges.end() && edge->place() == first.place(); ++edge) {
      if (!edge->ends)
        ++open[edge->set];
      else if (--open[edge->set] == 0)
        open.erase(edge->set);
    }
    from = first.ends ? first.at + 1 : first.at;
  }
}

// Pieces to blocks: unions of sets are made once for each combination.
class Unions {
 public:
  Unions(const std::map<PortSet, std::uint32_t>& numbers, const PortSet& excluded) : excluded_(excluded) {
    given_.resize(numbers.size());
    for (const auto& [set, number] : numbers) given_[number] = &set;
  }

  // nullopt: no port is left. Numbers index take().
  std::optional<std::uint32_t> number_of(const std::vector<std::uint32_t>& sets) {
    const auto [found, is_new] = known_.try_emplace(sets);
    if (is_new) {
      std::vector<const PortSet*> parts;
      for (const std::uint32_t set : sets) parts.push_back(given_[set]);
      PortSet all = PortSet::joined(parts);
      all.remove(excluded_);
      if (all.size() > 0) found->second = number(std::move(all));
    }
    return found->second;
  }
  bool too_many() const { return ranges_ > kMostPortRanges; }
  std::vector<PortSet> take() {
    std::vector<PortSet> sets(numbers_.size());
    for (const auto& [set, number] : numbers_) sets[number] = set;
    return sets;
  }

 private:
  std::uint32_t number(PortSet set) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    const std::size_t ranges = set.ranges();
    const auto [found, is_new] = numbers_.try_emplace(std::move(set), next);
    if (is_new) ranges_ += ranges;
    return found->second;
  }

  const PortSet& excluded_;
  std::vector<const PortSet*> given_;
  std::map<std::vector<std::uint32_t>, std::optional<std::uint32_t>> known_;
  std::map<PortSet, std::uint32_t> numbers_;
  std::size_t ranges_ = 0;
};

// Runs of hosts, as the targets number them, with the sets of their blocks. Both are in ascending order.
std::vector<PortMap::Run> runs_of(const TargetSet& targets, const std::vector<Block>& blocks) {
  std::vector<PortMap::Run> runs;
  auto block = blocks.begin();
  for (std::size_t i = 0; i < targets.ranges(); ++i) {
    const AddressRange range = targets.range(i);
    // A block that ends in front of this range is excluded.
    const auto ends_before = [&](const Block& one) {
      const Address& a = one.addresses.first;
      return std::tuple(a.family(), a.scope(), value_of(a) + one.addresses.count - 1) <
             std::tuple(range.first.family(), range.first.scope(), value_of(range.first));
    };
    while (ends_before(*block)) ++block;
    const AddressValue first = value_of(range.first);
    const AddressValue last = first + range.count - 1;
    const std::uint64_t before = targets.index_of(range.first).value();
    for (;; ++block) {
      const AddressValue from = std::max(first, value_of(block->addresses.first));
      if (runs.empty() || runs.back().set != block->set)
        runs.push_back({before + static_cast<std::uint64_t>(from - first), block->set});
      if (value_of(block->addresses.first) + block->addresses.count - 1 >= last) break;
    }
  }
  return runs;
}

}  // namespace

void AskedPairs::add(const AddressRange& addresses, const PortSet& ports) {
  const auto next = static_cast<std::uint32_t>(numbers_.size());
  parts_.push_back({addresses, numbers_.try_emplace(ports, next).first->second});
}

Result<AskedPairs::Pairs> AskedPairs::without(const std::vector<AddressRange>& addresses,
                                              const PortSet& ports) const {
  std::vector<Edge> edges;
  edges.reserve(2 * parts_.size());
  for (const auto& [range, set] : parts_) {
    const AddressValue first = value_of(range.first);
    edges.push_back({range.first.family(), range.first.scope(), first, false, set});
    edges.push_back({range.first.family(), range.first.scope(), first + range.count - 1, true, set});
  }
  Unions unions(numbers_, ports);
  std::vector<AddressRange> ranges;
  std::vector<Block> blocks;
  for_each_piece(std::move(edges), [&](const Piece& piece) {
    if (unions.too_many()) return;
    const auto set = unions.number_of(piece.sets);
    if (!set) return;
    ranges.push_back(piece.addresses);
    blocks.push_back({piece.addresses, *set});
  });
  if (unions.too_many()) return bad_input(tr("too many different lists of ports; scan the targets in parts"));
  if (ranges.empty() && !parts_.empty()) return bad_input(tr("nothing to scan: every port is excluded"));
  auto targets = TargetSet::make(ranges, addresses);
  if (!targets) return std::unexpected(targets.error());
  std::vector<PortMap::Run> runs = runs_of(*targets, blocks);
  return Pairs{std::move(*targets), PortMap(unions.take(), runs)};
}

}  // namespace sounder

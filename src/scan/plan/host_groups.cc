#include "scan/plan/host_groups.h"

#include <algorithm>

namespace sounder {

HostGroups::HostGroups(const ScanOrder& order) : order_(order) {
  std::uint64_t hosts = 0;
  for (std::size_t i = 0; i < order.blocks(); ++i) hosts += order.block(i).hosts;
  const bool all_at_once = hosts <= kOpenModelledHosts;
  for (std::size_t i = 0; i < order.blocks(); ++i) {
    const ScanOrder::Block block = order.block(i);
    // A single pair has no other that could vouch for its path.
    const bool modelled = block.pairs_each >= kModelledPairs || (all_at_once && block.pairs_each > 1);
    const std::uint64_t hosts_each = std::clamp<std::uint64_t>(kGroupPairs / block.pairs_each, 1,
                                                               modelled ? kGroupModelledHosts : kGroupHosts);
    sections_.push_back({block, total_, hosts_each, modelled});
    total_ += (block.hosts + hosts_each - 1) / hosts_each;
  }
}

const HostGroups::Section& HostGroups::section_of(std::uint64_t group) const {
  return *(std::ranges::upper_bound(sections_, group, {}, &Section::first_group) - 1);
}

bool HostGroups::may_open() const {
  if (next_ == total_ || slots_[next_ % kSlots] != nullptr) return false;
  const Section& section = section_of(next_);
  return open_ == 0 ||
         (open_pairs_ + kGroupPairs <= kOpenPairs && open_hosts_ + section.hosts_each <= section.hosts_max());
}

HostGroup& HostGroups::open() {
  const Section& section = section_of(next_);
  const std::uint64_t first = (next_ - section.first_group) * section.hosts_each;
  const auto count = static_cast<std::uint32_t>(std::min(section.hosts_each, section.block.hosts - first));
  auto& slot = slots_[next_ % kSlots];
  slot = std::make_unique<HostGroup>(next_, static_cast<std::uint32_t>(next_), count,
                                     section.block.pairs_each, section.modelled);
  ++next_;
  ++open_;
  open_pairs_ += slot->pairs();
  open_hosts_ += count;
  slot->unfinished = count;
  for (std::uint32_t i = 0; i < count; ++i) {
    Host& host = slot->hosts()[i];
    host.index = order_.host_at(section.block.first_place + first + i);
    host.pairs = host.unresolved = order_.pairs_of(host.index);
  }
  return *slot;
}

HostRef HostGroups::ref_of(const HostGroup& group, std::size_t host) {
  return {group.generation(), static_cast<std::uint16_t>(host),
          static_cast<std::uint8_t>(group.number() % kSlots)};
}

HostGroup* HostGroups::find(const HostRef& ref) const {
  HostGroup* found = slots_[ref.slot].get();
  return found != nullptr && found->generation() == ref.generation ? found : nullptr;
}

std::optional<HostGroups::Place> HostGroups::find(PairIndex index) const {
  const auto place = order_.find(index);
  if (!place) return std::nullopt;
  const auto after = std::ranges::upper_bound(
      sections_, place->host, {}, [](const Section& section) { return section.block.first_place; });
  const Section& section = *(after - 1);
  const std::uint64_t host = place->host - section.block.first_place;
  const std::uint64_t number = section.first_group + host / section.hosts_each;
  const HostGroup* found = slots_[number % kSlots].get();
  if (found == nullptr || found->number() != number) return std::nullopt;
  return Place{ref_of(*found, host % section.hosts_each), place->pair};
}

void HostGroups::on_finished(const HostRef& ref) {
  if (--slots_[ref.slot]->unfinished == 0) closing_.push_back(ref.slot);
}

void HostGroups::close() {
  auto& slot = slots_[closing_.front()];
  open_pairs_ -= slot->pairs();
  open_hosts_ -= slot->hosts().size();
  --open_;
  slot.reset();
  closing_.erase(closing_.begin());
}

void HostGroups::close_all() {
  for (auto& slot : slots_) slot.reset();
  closing_.clear();
  open_ = 0;
  next_ = total_;
}

}  // namespace sounder

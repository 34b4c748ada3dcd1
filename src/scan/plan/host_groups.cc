#include "scan/plan/host_groups.h"

#include <algorithm>

#include "base/limits.h"

namespace sounder {

HostGroups::HostGroups(const ScanOrder& order) : order_(order) {
  const bool modelled = order.pairs_each() >= kModelledPairs;
  hosts_each_ = std::clamp<std::uint64_t>(kGroupPairs / order.pairs_each(), 1,
                                          modelled ? kGroupModelledHosts : kGroupHosts);
  hosts_max_ = modelled ? kOpenModelledHosts : kOpenHosts;
  total_ = (order.hosts() + hosts_each_ - 1) / hosts_each_;
}

bool HostGroups::may_open() const {
  if (next_ == total_ || slots_[next_ % kSlots] != nullptr) return false;
  return open_ == 0 || (open_pairs_ + kGroupPairs <= kOpenPairs && open_hosts_ + hosts_each_ <= hosts_max_);
}

HostGroup& HostGroups::open() {
  const std::uint64_t first = next_ * hosts_each_;
  const auto count = static_cast<std::uint32_t>(std::min(hosts_each_, order_.hosts() - first));
  auto& slot = slots_[next_ % kSlots];
  slot = std::make_unique<HostGroup>(next_, static_cast<std::uint32_t>(next_), count, order_.pairs_each());
  ++next_;
  ++open_;
  open_pairs_ += slot->pairs();
  open_hosts_ += count;
  slot->unfinished = count;
  for (std::uint32_t i = 0; i < count; ++i) {
    Host& host = slot->hosts()[i];
    host.index = order_.host_at(first + i);
    host.pairs = host.unsettled = order_.pairs_of(host.index);
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
  const std::uint64_t number = place->host / hosts_each_;
  const HostGroup* found = slots_[number % kSlots].get();
  if (found == nullptr || found->number() != number) return std::nullopt;
  return Place{ref_of(*found, place->host % hosts_each_), place->pair};
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

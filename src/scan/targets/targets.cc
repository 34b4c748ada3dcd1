#include "scan/targets/targets.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "scan/targets/address_value.h"

namespace sounder {
namespace {

using Value = AddressValue;

// A range in the order of all addresses; `last` is included.
struct Span {
  Family family;
  std::uint32_t scope;
  Value first;
  Value last;
  auto key() const { return std::tuple(family, scope, first); }
  bool same_kind(const Span& other) const { return family == other.family && scope == other.scope; }
};

std::vector<Span> sorted_and_merged(const std::vector<AddressRange>& ranges) {
  std::vector<Span> spans;
  spans.reserve(ranges.size());
  for (const AddressRange& range : ranges) {
    const Value first = value_of(range.first);
    spans.push_back({range.first.family(), range.first.scope(), first, first + range.count - 1});
  }
  std::ranges::sort(spans, {}, &Span::key);
  std::vector<Span> merged;
  for (const Span& span : spans) {
    if (!merged.empty() && merged.back().same_kind(span) && span.first <= merged.back().last + 1)
      merged.back().last = std::max(merged.back().last, span.last);
    else
      merged.push_back(span);
  }
  return merged;
}

// `wanted` without `excluded`; both sorted and merged.
std::vector<Span> subtract(const std::vector<Span>& wanted, const std::vector<Span>& excluded) {
  std::vector<Span> left;
  auto cut = excluded.begin();
  for (Span span : wanted) {
    while (cut != excluded.end() && std::tuple(cut->family, cut->scope, cut->last) < span.key()) ++cut;
    auto each = cut;
    bool whole = true;
    for (; each != excluded.end() && each->same_kind(span) && each->first <= span.last; ++each) {
      if (each->first > span.first) left.push_back({span.family, span.scope, span.first, each->first - 1});
      whole = each->last < span.last;
      if (!whole) break;
      span.first = each->last + 1;
    }
    if (whole) left.push_back(span);
  }
  return left;
}

}  // namespace

Address address_after(const Address& base, std::uint64_t offset) {
  return address_of(value_of(base) + offset, base);
}

std::vector<AddressRange> difference(const std::vector<AddressRange>& wanted,
                                     const std::vector<AddressRange>& excluded) {
  std::vector<AddressRange> left;
  for (const Span& span : subtract(sorted_and_merged(wanted), sorted_and_merged(excluded))) {
    const Address like = span.family == Family::kIpv4 ? Address{} : Address::ipv6({}, span.scope);
    left.push_back({address_of(span.first, like), static_cast<std::uint64_t>(span.last - span.first + 1)});
  }
  return left;
}

Result<TargetSet> TargetSet::make(const std::vector<AddressRange>& wanted,
                                  const std::vector<AddressRange>& excluded) {
  std::vector<Range> ranges;
  Value size = 0;
  for (const Span& span : subtract(sorted_and_merged(wanted), sorted_and_merged(excluded))) {
    const Address like = span.family == Family::kIpv4 ? Address{} : Address::ipv6({}, span.scope);
    ranges.push_back({address_of(span.first, like), static_cast<std::uint64_t>(size)});
    size += span.last - span.first + 1;
    if (size > kMostTargets)
      return bad_input(text(tr("more than {0} addresses; scan them in parts"), kMostTargets));
  }
  if (size == 0) return bad_input(tr("nothing to scan: every target is excluded"));
  TargetSet set;
  set.ranges_ = std::make_shared<const std::vector<Range>>(std::move(ranges));
  set.size_ = static_cast<std::uint64_t>(size);
  return set;
}

TargetSet::TargetSet(const std::vector<Address>& addresses) {
  std::vector<AddressRange> ranges;
  for (const Address& address : addresses) ranges.push_back({address, 1});
  *this = *make(ranges);
}

Address TargetSet::at(std::uint64_t index) const {
  const auto after = std::ranges::upper_bound(*ranges_, index, {}, &Range::before);
  const Range& range = *(after - 1);
  return address_after(range.first, index - range.before);
}

std::optional<std::uint64_t> TargetSet::index_of(const Address& address) const {
  // By family, scope and value: the order in which make() sorts them.
  const auto order = [](const Address& one) { return std::tuple(one.family(), one.scope(), value_of(one)); };
  const auto after = std::ranges::upper_bound(*ranges_, order(address), {},
                                              [&](const Range& range) { return order(range.first); });
  if (after == ranges_->begin()) return std::nullopt;
  const auto number = static_cast<std::size_t>(after - 1 - ranges_->begin());
  const AddressRange found = range(number);
  if (found.first.family() != address.family() || found.first.scope() != address.scope()) return std::nullopt;
  const Value offset = value_of(address) - value_of(found.first);
  if (offset >= found.count) return std::nullopt;
  return (*ranges_)[number].before + static_cast<std::uint64_t>(offset);
}

AddressRange TargetSet::range(std::size_t number) const {
  const Range& range = (*ranges_)[number];
  const std::uint64_t end = number + 1 < ranges_->size() ? (*ranges_)[number + 1].before : size_;
  return {range.first, end - range.before};
}

}  // namespace sounder

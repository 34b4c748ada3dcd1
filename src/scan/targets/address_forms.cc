#include "scan/targets/address_forms.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "net/zone.h"
#include "scan/targets/address_value.h"

namespace sounder {
namespace {

// Addresses with the same first `bits` of IPv6.
struct Block {
  AddressValue first;
  unsigned bits;
  AddressValue last() const { return first + (AddressValue{1} << (128 - bits)) - 1; }
};
constexpr Block kMapped{AddressValue{0xffff} << 32U, 96};  // RFC 4291, 2.5.5.2
constexpr Block kLinkLocal{AddressValue{0xfe80} << 112U, 10};

struct Parts {
  std::vector<AddressRange> outside;
  std::vector<AddressRange> inside;  // at most one
};

// Of an IPv6 range.
Parts cut(const AddressRange& range, const Block& block) {
  Parts parts;
  const AddressValue start = value_of(range.first);
  const AddressValue end = start + range.count - 1;
  const auto put = [&](std::vector<AddressRange>& into, AddressValue first, AddressValue last) {
    if (first <= last)
      into.push_back({address_of(first, range.first), static_cast<std::uint64_t>(last - first + 1)});
  };
  put(parts.outside, start, std::min(end, block.first - 1));
  put(parts.inside, std::max(start, block.first), std::min(end, block.last()));
  put(parts.outside, std::max(start, block.last() + 1), end);
  return parts;
}

}  // namespace

Address destination(const Address& address) {
  if (!address.is_unspecified()) return address;
  return *Address::parse(address.family() == Family::kIpv4 ? "127.0.0.1" : "::1");
}

std::vector<AddressRange> with_mapped_as_ipv4(const AddressRange& range) {
  if (range.first.family() == Family::kIpv4) return {range};
  Parts parts = cut(range, kMapped);
  for (AddressRange& mapped : parts.inside) mapped.first = mapped.first.unmapped();
  std::ranges::copy(parts.inside, std::back_inserter(parts.outside));
  return std::move(parts.outside);
}

Result<std::vector<AddressRange>> with_zones(std::span<const AddressRange> ranges, std::uint32_t interface) {
  std::vector<AddressRange> zoned;
  for (const AddressRange& range : ranges) {
    if (range.first.family() == Family::kIpv4 || range.first.scope() != 0) {
      zoned.push_back(range);
      continue;
    }
    if (range.count == 1 && range.first.needs_zone()) {  // multicast too, which nobody scans by ranges
      if (interface == 0) return std::unexpected(missing_zone(range.first));
      zoned.push_back({in_zone(range.first, interface), 1});
      continue;
    }
    Parts parts = cut(range, kLinkLocal);
    std::ranges::copy(parts.outside, std::back_inserter(zoned));
    for (const AddressRange& local : parts.inside) {
      if (interface == 0) return std::unexpected(missing_zone(local.first));
      zoned.push_back({in_zone(local.first, interface), local.count});
    }
  }
  return zoned;
}

std::vector<AddressRange> on_links_of(std::span<const AddressRange> wanted,
                                      std::span<const AddressRange> excluded) {
  std::set<std::uint32_t> links;
  for (const AddressRange& range : wanted)
    if (range.first.scope() != 0) links.insert(range.first.scope());
  std::vector<AddressRange> all(excluded.begin(), excluded.end());
  for (const AddressRange& range : excluded) {
    if (range.first.family() == Family::kIpv4 || range.first.scope() != 0) continue;
    for (const std::uint32_t link : links)
      all.push_back({Address::ipv6(range.first.bytes(), link), range.count});
  }
  return all;
}

}  // namespace sounder

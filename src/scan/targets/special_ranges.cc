#include "scan/targets/special_ranges.h"

#include <algorithm>
#include <array>
#include <optional>

#include "scan/targets/address_value.h"

namespace sounder {
namespace {

enum class Use : std::uint8_t {
  kReserved,  // never a target on the internet
  kPrivate,   // a target at home
};

struct Block {
  Family family;
  AddressValue first;
  AddressValue last;
  Use use;

  Block(const char* start, unsigned prefix, Use used_as) : use(used_as) {
    const Address address = Address::parse(start).value();
    family = address.family();
    first = value_of(address);
    last = first + (AddressValue{1} << ((family == Family::kIpv4 ? 32U : 128U) - prefix)) - 1;
  }
  AddressValue size() const { return last - first + 1; }
};

// The registries of special-purpose addresses (RFC 6890, as IANA keeps them) and of multicast (RFC 5771, RFC
// 4291). No two overlap. IPv4-mapped addresses (::ffff:0:0/96) are IPv4 by then (address_forms.h), and those
// of NAT64 (64:ff9b::/96) are not among them: a gateway sends these on to the IPv4 address inside.
const std::vector<Block>& blocks() {
  static const std::vector<Block> all{
      {"0.0.0.0", 8, Use::kReserved},        // this network, RFC 791
      {"10.0.0.0", 8, Use::kPrivate},        // RFC 1918
      {"100.64.0.0", 10, Use::kPrivate},     // shared by a provider's customers, RFC 6598
      {"127.0.0.0", 8, Use::kReserved},      // loopback, RFC 1122
      {"169.254.0.0", 16, Use::kReserved},   // link-local, RFC 3927
      {"172.16.0.0", 12, Use::kPrivate},     // RFC 1918
      {"192.0.0.0", 24, Use::kReserved},     // protocol assignments, RFC 6890
      {"192.0.2.0", 24, Use::kReserved},     // documentation, RFC 5737
      {"192.168.0.0", 16, Use::kPrivate},    // RFC 1918
      {"198.18.0.0", 15, Use::kReserved},    // benchmarks, RFC 2544
      {"198.51.100.0", 24, Use::kReserved},  // documentation, RFC 5737
      {"203.0.113.0", 24, Use::kReserved},   // documentation, RFC 5737
      {"224.0.0.0", 4, Use::kReserved},      // multicast, RFC 5771
      {"240.0.0.0", 4, Use::kReserved},      // future use, RFC 1112, and limited broadcast, RFC 919
      {"::", 128, Use::kReserved},           // unspecified, RFC 4291
      {"::1", 128, Use::kReserved},          // loopback, RFC 4291
      {"100::", 64, Use::kReserved},         // discard, RFC 6666
      {"2001:db8::", 32, Use::kReserved},    // documentation, RFC 3849
      {"3fff::", 20, Use::kReserved},        // documentation, RFC 9637
      {"fc00::", 7, Use::kPrivate},          // unique local, RFC 4193
      {"fe80::", 10, Use::kReserved},        // link-local, RFC 4291
      {"ff00::", 8, Use::kReserved},         // multicast, RFC 4291
  };
  return all;
}

// What a range and a block have in common.
std::optional<AddressRange> overlap(const AddressRange& range, const Block& block) {
  if (range.first.family() != block.family) return std::nullopt;
  const AddressValue start = value_of(range.first);
  const AddressValue first = std::max(start, block.first);
  const AddressValue last = std::min(start + range.count - 1, block.last);
  if (first > last) return std::nullopt;
  return AddressRange{address_of(first, range.first), static_cast<std::uint64_t>(last - first + 1)};
}

std::uint64_t total(const std::vector<AddressRange>& ranges) {
  std::uint64_t sum = 0;
  for (const AddressRange& range : ranges) sum += range.count;
  return sum;
}

}  // namespace

std::vector<AddressRange> special_part(const std::vector<AddressRange>& word) {
  const std::uint64_t size = total(word);
  if (size <= kNarrowRange) return {};
  std::vector<AddressRange> part;
  for (const Block& block : blocks()) {
    if (block.use == Use::kPrivate && size <= block.size()) continue;
    for (const AddressRange& range : word)
      if (const auto common = overlap(range, block)) part.push_back(*common);
  }
  if (total(part) == size) return {};
  return part;
}

std::uint64_t public_addresses(const TargetSet& targets) {
  std::uint64_t count = targets.size();
  for (std::size_t i = 0; i < targets.ranges(); ++i) {
    const AddressRange range = targets.range(i);
    for (const Block& block : blocks())
      if (const auto common = overlap(range, block)) count -= common->count;
  }
  return count;
}

}  // namespace sounder

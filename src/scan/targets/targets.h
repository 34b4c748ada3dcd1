// The addresses to scan as sorted ranges, each address once: a /8 costs what a /32 costs. Immutable once
// made; copies share their ranges, so a copy is cheap.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace sounder {

// Addresses of one scan: with 65,535 ports each they are 2^56 pairs, which fits all arithmetic here. All of
// IPv4 is 2^32; a larger IPv6 prefix would take years at any speed.
inline constexpr std::uint64_t kMostTargets = std::uint64_t{1} << 40;

// Addresses from `first` to `first + count - 1`, of one family and one scope. count is at least 1.
struct AddressRange {
  Address first;
  std::uint64_t count = 1;
};

// The address `offset` places after `base`. Precondition: it exists.
Address address_after(const Address& base, std::uint64_t offset);

// What is in `wanted` and not in `excluded`, sorted, each address once. Precondition: `wanted` has fewer than
// 2^64 addresses in all.
std::vector<AddressRange> difference(const std::vector<AddressRange>& wanted,
                                     const std::vector<AddressRange>& excluded);

class TargetSet {
 public:
  // What is in `wanted` and not in `excluded`; overlaps count once. IPv4 comes before IPv6, each in ascending
  // order. Errors: nothing is left; more than kMostTargets addresses.
  static Result<TargetSet> make(const std::vector<AddressRange>& wanted,
                                const std::vector<AddressRange>& excluded = {});

  // Single addresses. Precondition: at least one.
  explicit TargetSet(const std::vector<Address>& addresses);

  std::uint64_t size() const { return size_; }
  Address at(std::uint64_t index) const;  // precondition: index < size(); O(log ranges)
  // The inverse of at(). nullopt: not one of these.
  std::optional<std::uint64_t> index_of(const Address& address) const;
  std::size_t ranges() const { return ranges_->size(); }
  AddressRange range(std::size_t number) const;  // precondition: number < ranges()

 private:
  struct Range {
    Address first;
    std::uint64_t before;  // addresses in the ranges before this one
  };
  TargetSet() = default;
  std::shared_ptr<const std::vector<Range>> ranges_;
  std::uint64_t size_ = 0;
};

// A word that names addresses by number:
//   192.0.2.1   192.0.2.0/24   192.0.2.0/255.255.255.0   192.0.2.1-192.0.2.9
//   10.0.0-3.1,5 (octet ranges and lists, * for all)
//   2001:db8::/120   2001:db8::1-20 (the last group)   2001:db8::1-2001:db8::20   fe80::1%eth0
// An empty answer means the word is no such thing: a host name, then. Errors say which part is wrong; a word
// that only inet_aton(3) takes for an address ("22", "0x7f.1") is one.
Result<std::vector<AddressRange>> parse_address_word(std::string_view word);

// "a,b,c" into words. A comma inside an octet list ("10.0.0.1,5") does not separate.
std::vector<std::string_view> split_target_list(std::string_view list);

}  // namespace sounder

// A set of ports as ranges, in ascending order, without duplicates.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace sounder {

class Services;

class PortSet {
 public:
  PortSet() = default;  // no port
  explicit PortSet(std::span<const Port> ports);
  // The syntax of nmap -p: "22,80,1000-2000", "-", "-100", "60000-", "ssh,http*", "T:80"; white space around
  // the parts means nothing. Errors say which part is wrong and why.
  static Result<PortSet> parse(std::string_view spec, const Services& services);
  static PortSet all();  // 1-65535
  static PortSet joined(std::span<const PortSet* const> sets);

  void add(const PortSet& other);
  void remove(const PortSet& other);

  std::uint32_t size() const { return size_; }
  Port at(std::uint32_t index) const;  // precondition: index < size(); O(log ranges)
  // The inverse of at(). nullopt: not one of these.
  std::optional<std::uint32_t> index_of(Port port) const;
  bool contains(Port port) const { return index_of(port).has_value(); }
  std::size_t ranges() const { return ranges_.size(); }
  // "22,80,1000-2000"
  std::string to_string() const;

  friend bool operator==(const PortSet&, const PortSet&) = default;
  friend auto operator<=>(const PortSet&, const PortSet&) = default;

 private:
  struct Range {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::uint32_t before = 0;  // ports in the ranges before this one
    friend auto operator<=>(const Range&, const Range&) = default;
  };
  void normalize();  // sorts and joins ranges_, and counts

  std::vector<Range> ranges_;
  std::uint32_t size_ = 0;
};

}  // namespace sounder

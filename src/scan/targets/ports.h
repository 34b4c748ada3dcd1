// A set of ports as ranges, in ascending order, without duplicates. Immutable once parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace sounder {

class Services;

class PortSet {
 public:
  // The syntax of nmap -p: "22,80,1000-2000", "-", "-100", "60000-", "ssh,http". Errors say which part is
  // wrong and why.
  static Result<PortSet> parse(std::string_view spec, const Services& services);
  static PortSet all();  // 1-65535

  std::uint32_t size() const { return size_; }
  Port at(std::uint32_t index) const;  // precondition: index < size(); O(log ranges)
  // The inverse of at(). nullopt: not one of these.
  std::optional<std::uint32_t> index_of(Port port) const;
  bool contains(Port port) const;
  // "22,80,1000-2000"
  std::string to_string() const;

 private:
  struct Range {
    std::uint16_t first;
    std::uint16_t last;
    std::uint32_t before;  // ports in the ranges before this one
  };
  explicit PortSet(const std::vector<bool>& wanted);
  std::vector<Range> ranges_;
  std::uint32_t size_ = 0;
};

}  // namespace sounder

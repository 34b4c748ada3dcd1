// What a scan's addresses are called by people: the names that they were asked for by.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/address.h"

namespace sounder {

class ScanNames {
 public:
  void add(const Address& address, const std::string& host) {
    std::vector<std::string>& names = names_[address];
    if (std::ranges::find(names, host) == names.end()) names.push_back(host);
  }
  // The host names that led to this address, in the order they were asked for; none if it was asked for by
  // number.
  std::span<const std::string> hosts(const Address& address) const {
    const auto found = names_.find(address);
    return found == names_.end() ? std::span<const std::string>{} : std::span(found->second);
  }
  // The first of them; empty if there is none.
  std::string_view host(const Address& address) const {
    const auto all = hosts(address);
    return all.empty() ? std::string_view{} : std::string_view{all.front()};
  }
  // All of them with `separator` between.
  std::string hosts(const Address& address, std::string_view separator) const {
    std::string joined;
    for (const std::string& name : hosts(address)) (joined += joined.empty() ? "" : separator) += name;
    return joined;
  }

 private:
  std::unordered_map<Address, std::vector<std::string>> names_;
};

}  // namespace sounder

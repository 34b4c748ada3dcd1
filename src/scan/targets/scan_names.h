// What a scan's addresses are called by people: the name or the words they were asked for with.
#pragma once

#include <string>
#include <unordered_map>

#include "net/address.h"

namespace sounder {

class ScanNames {
 public:
  void add(const Address& address, const std::string& host) { names_.try_emplace(address, host); }
  // The host name that led to this address; empty if it was asked for by number.
  std::string_view host(const Address& address) const {
    const auto found = names_.find(address);
    return found == names_.end() ? std::string_view{} : std::string_view{found->second};
  }

 private:
  std::unordered_map<Address, std::string> names_;
};

}  // namespace sounder

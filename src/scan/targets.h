// The addresses to scan, as ranges and never expanded: a /8 costs what a /32 costs. Immutable once made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/address.h"

namespace sounder {

class TargetSet {
 public:
  // Addresses one by one, each once, in the order given.
  explicit TargetSet(std::vector<Address> addresses);

  std::uint64_t size() const { return addresses_.size(); }
  Address at(std::uint64_t index) const { return addresses_[index]; }

 private:
  std::vector<Address> addresses_;
};

}  // namespace sounder

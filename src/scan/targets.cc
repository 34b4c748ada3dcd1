#include "scan/targets.h"

#include <unordered_set>

namespace sounder {

TargetSet::TargetSet(std::vector<Address> addresses) {
  std::unordered_set<Address> seen;
  for (const Address& address : addresses)
    if (seen.insert(address).second) addresses_.push_back(address);
}

}  // namespace sounder

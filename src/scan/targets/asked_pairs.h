// What the words of a scan ask for together: every pair of an address and a port once, however many words ask
// for it. Works on ranges of addresses and sets of ports and expands neither.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/result.h"
#include "scan/targets/port_map.h"
#include "scan/targets/targets.h"

namespace sounder {

// Ranges in all the lists of ports of one scan: 32 MB of them. A million words that name one port each have
// 65,535 lists of one range at most.
inline constexpr std::size_t kMostPortRanges = std::size_t{1} << 22U;

class AskedPairs {
 public:
  // These ports of these addresses.
  void add(const AddressRange& addresses, const PortSet& ports);

  struct Pairs {
    TargetSet targets;
    PortMap ports;
  };
  // Without the excluded addresses and ports. Errors: nothing is left; more than kMostTargets addresses; more
  // lists of ports than kMostPortRanges allows.
  Result<Pairs> without(const std::vector<AddressRange>& addresses, const PortSet& ports) const;

 private:
  struct Part {
    AddressRange addresses;
    std::uint32_t set = 0;
  };
  std::map<PortSet, std::uint32_t> numbers_;  // of sets, by set
  std::vector<Part> parts_;
};

}  // namespace sounder

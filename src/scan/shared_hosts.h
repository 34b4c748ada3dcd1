// Hosts that several slices of a scan work on. The HostDone of each slice are merged; the merged one is
// complete once every slice has reported. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "scan/saved_scan.h"

namespace sounder {

class SharedHosts {
 public:
  // `before`: what an earlier run did; the slices report only what they add. nullptr: nothing.
  SharedHosts(const ScanRequest& request, const SavedScan* before);

  // Adds the part of one slice. Returns the merged host if it was the last part.
  std::optional<HostDone> add(const HostDone& part);
  // Returns and forgets the hosts with missing parts, after an interrupted scan.
  std::vector<HostDone> take_rest();

 private:
  const ScanRequest request_;
  std::unordered_map<std::uint64_t, HostDone> hosts_;  // finished by some shares and not yet by all
};

}  // namespace sounder

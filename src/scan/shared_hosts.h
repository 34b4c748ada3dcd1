// Hosts that several shares of a scan work on: what the shares tell of one host becomes one word, when the
// last of them has spoken. One owner; whoever shares it locks.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "scan/saved_scan.h"

namespace sounder {

class SharedHosts {
 public:
  // `before`: what an earlier run has done of the scan; the shares tell only what they add. Both outlive this
  // object.
  SharedHosts(const ScanRequest& request, const SavedScan* before);

  // A share is done with its part of a host. The whole host, if no part is missing now.
  std::optional<HostDone> add(const HostDone& part);
  // Hosts of which some shares have not spoken, and forgets them: the scan was ended.
  std::vector<HostDone> take_rest();

 private:
  const ScanRequest request_;
  std::unordered_map<std::uint64_t, HostDone> hosts_;  // finished by some shares and not yet by all
};

}  // namespace sounder

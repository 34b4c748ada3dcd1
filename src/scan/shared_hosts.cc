#include "scan/shared_hosts.h"

namespace sounder {

SharedHosts::SharedHosts(const ScanRequest& request, const SavedScan* before) : request_(request) {
  if (before == nullptr) return;
  for (const auto& [index, settled] : before->under_way) {
    HostDone host;
    host.host = index;
    host.address = request.targets.at(index);
    host.counts = settled.counts();
    host.gave_up = true;  // unless a slice says otherwise
    hosts_.emplace(index, host);
  }
}

std::optional<HostDone> SharedHosts::add(const HostDone& part) {
  const auto [found, first] = hosts_.try_emplace(part.host, part);
  HostDone& host = found->second;
  if (!first) {
    host.counts += part.counts;
    if (part.rtt && (!host.rtt || part.rtt->smoothed < host.rtt->smoothed)) host.rtt = part.rtt;
    host.limits_resets = host.limits_resets || part.limits_resets;
    host.gave_up = host.gave_up && part.gave_up;
    host.unproven += part.unproven;
    // One slice after the other worked on it (HostTurns); the first ones were in each other's way.
    if (part.policed_per_s)
      host.policed_per_s = std::max(host.policed_per_s.value_or(0), *part.policed_per_s);
    if (part.silence && (!host.silence || part.silence->probes < host.silence->probes))
      host.silence = part.silence;
  }
  // Every pair is in exactly one state of exactly one slice, so the sum is complete with the last slice.
  if (host.counts.total() < request_.ports_of(part.host)) return std::nullopt;
  const HostDone whole = host;
  hosts_.erase(found);
  return whole;
}

std::vector<HostDone> SharedHosts::take_rest() {
  std::vector<HostDone> rest;
  for (const auto& [index, host] : hosts_) rest.push_back(host);
  hosts_.clear();
  return rest;
}

}  // namespace sounder

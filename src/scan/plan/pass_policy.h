// How often the silent pairs of a host are tried, how carefully, and what their silence is worth in the end.
// Pure.
//
// A host that answers has canaries of its own; the silence of one that never did rests on those that went to
// its neighbours meanwhile (LinkWitness).
#pragma once

#include "scan/plan/host_queue.h"
#include "scan/plan/path_evidence.h"

namespace sounder {

class PassPolicy {
 public:
  // `tries`: as the user wishes. `evidence` must outlive the policy.
  PassPolicy(std::optional<int> tries, const PathEvidence& evidence) : tries_(tries), evidence_(evidence) {}

  // Tries of each silent pair, as far as is known.
  int tries_wanted(const Host& host) const;
  // Counts the pass that ends. True: the path carried it, as far as anything tells; of a pass over a host
  // that never answered it may be a share, which counts. If not, it is to be repeated. Precondition: it has a
  // path.
  static bool count_carried(Host& host, const HostQueue& queue);
  // Silence of its pairs after all their tries is no loss.
  bool proves(const Host& host, const HostQueue& queue) const;
  // So long a host may be tried without progress on a path that does not carry what is sent.
  static Duration patience(const Host& host);
  // Of the probes that are sent next. Precondition: the host has a path.
  static double canary_share(const Host& host);
  // At most so fast to a host that never answered, in probes a second.
  static double silent_rate_per_s(const Host& host, const HostQueue& queue, Instant now);

 private:
  double loss_of(const Host& host) const;

  std::optional<int> tries_;
  const PathEvidence& evidence_;
};

}  // namespace sounder

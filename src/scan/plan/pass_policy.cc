#include "scan/plan/pass_policy.h"

#include <algorithm>
#include <cmath>

#include "scan/plan/silent_hosts.h"

namespace sounder {
namespace {

// In each later pass at least so many canaries tell whether its tries were carried.
constexpr double kCanariesOfPass = 8;
constexpr double kCanaryShareMost = 0.5;
// If more of the answering ports may have stayed silent, silence is no evidence.
constexpr double kMissesProven = 2e-4;
constexpr double kMissesExpected = 0.02;
constexpr std::uint32_t kFewPairs = 64;
constexpr double kMostly = 0.6;
constexpr double kKnownLoss = 100;  // tries with a known fate, by which the loss is known to a few percent
// A host is given up if in so long a time it made no progress.
constexpr Duration kNoProgress = std::chrono::minutes(5);
constexpr Duration kNoProgressSilent = std::chrono::seconds(60);

int most_tries(const Host& host) {
  if (!host.path || !host.path->model.policed()) return kTriesMax;
  const double more = kMoreTriesForS * host.path->model.rate_per_s() / std::max(1U, host.unresolved);
  return static_cast<int>(std::min<double>(kTriesMaxPoliced, kTriesMax + more));
}

}  // namespace

int PassPolicy::tries_wanted(const Host& host) const {
  if (tries_) return *tries_;
  // A host that never answered is tried twice; one with few pairs as often as the loss of the whole slice
  // asks for, once that is known.
  if (!host.answered && (host.pairs >= kModelledPairs || evidence_.loss().tries() < kKnownLoss))
    return kTriesMin;
  const double loss = loss_of(host);
  const int most = most_tries(host);
  int tries = tries_for_loss(loss, most);
  if (!host.path) return tries;
  if (host.path->model.explored()) ++tries;
  // As many again are lost of those that this pass found: the loss may be more than it seems. And a pass over
  // a few pairs has too few canaries beside it to go by while the path is in doubt.
  const bool doubtful = host.unresolved <= kFewPairs && !host.path->model.carries();
  if (doubtful || host.path->found * loss / (1 - loss) > kMissesExpected)
    tries = std::max(tries, static_cast<int>(host.walk.tries()) + 2);
  return std::min(tries, most);
}

bool PassPolicy::count_carried(Host& host, const HostQueue& queue) {
  if (host.answered) return !host.path->model.overloaded();
  double& carried = host.path->carried_share;
  carried += queue.witness().carried_since(host.walk.pass_start());
  if (carried < 1) return false;
  carried -= 1;
  return true;
}

bool PassPolicy::proves(const Host& host, const HostQueue& queue) const {
  // Of one with a path, passes were repeated until enough of them was carried.
  if (!host.answered) return host.path || queue.witness().carried_since(host.walk.pass_start()) >= kMostly;
  return std::pow(loss_of(host), host.walk.tries()) <= kMissesProven;
}

Duration PassPolicy::patience(const Host& host) { return host.answered ? kNoProgress : kNoProgressSilent; }

double PassPolicy::canary_share(const Host& host) {
  const double share = 1 / host.path->model.canary_interval();
  if (host.walk.pass() == 0) return share;
  return std::max(share, std::min(kCanaryShareMost, kCanariesOfPass / std::max(1U, host.unresolved)));
}

double PassPolicy::silent_rate_per_s(const Host& host, const HostQueue& queue, Instant now) {
  const LinkWitness& witness = queue.witness();
  // No faster than canaries to others can tell of it.
  if (witness.doubted() || host.walk.was_rewound()) return host.unresolved / seconds(witness.pass_span(now));
  return host.walk.pass() > 0 ? kSilentHostRetryRatePerS : Pacer::kUnlimited;
}

double PassPolicy::loss_of(const Host& host) const {
  if (!host.path) return assumed_loss(host.loss, evidence_.loss());
  LossMeter loss = host.loss;
  loss.add(host.path->doubtful.lost(), host.path->doubtful.tries() - host.path->doubtful.lost());
  return assumed_loss(assumed_loss(loss, evidence_.loss()), host.path->recent);
}

}  // namespace sounder

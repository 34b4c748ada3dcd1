// Passes on what became of tries and canaries: to the model of the host's path, the model of the first link
// that hosts share, the round trips and the losses. Decides nothing. One for a plan; pure, one owner.
//
// Which host, and the queue that it is in, come with each call.
#pragma once

#include <cstdint>

#include "scan/plan/host_queue.h"
#include "scan/plan/retry_policy.h"
#include "scan/traits.h"

namespace sounder {

class PathEvidence {
 public:
  // `loss`: of an earlier run of this slice.
  PathEvidence(const Traits& traits, const LossMeter& loss) : traits_(traits), loss_(loss) {}

  // The number that this try is to have: it keeps how it was counted.
  static TryNumber on_sent(Instant now, Host& host, HostQueue& queue, std::uint32_t pair, TryNumber number);
  static void on_unsent(Host& host, HostQueue& queue, std::uint32_t pair, TryNumber number);
  // A try of `pair` was answered by the host itself.
  void on_answer(Instant now, Host& host, HostQueue& queue, std::uint16_t pair, const Answer& answer);

  // Preconditions of the rest: the host has a path.
  static void on_canary_sent(Host& host, const Canaries::Flight& flight);
  static void on_canary_unsent(Host& host, const Canaries::Flight& flight);
  void on_canary_answer(Instant now, Host& host, HostQueue& queue, const Canaries::Flight& flight,
                        const Answer& answer);
  // Passes on what became of the canaries whose fate is known.
  void settle_canaries(Instant now, Host& host, HostQueue& queue);

  bool measures_round_trip(const Answer& answer) const {
    return sounder::measures_round_trip(traits_, answer);
  }
  const LossMeter& loss() const { return loss_; }  // of all hosts together

 private:
  std::optional<Duration> sample(Instant now, Host& host, HostQueue& queue, const Answer& answer) const;
  void count_canary(Host& host, bool answered);
  void count_loss(Host& host, double lost, double answered);

  const Traits traits_;
  LossMeter loss_;
};

}  // namespace sounder

#include "scan/engine/engine_guarded.h"

#include <algorithm>

namespace sounder {
namespace {

// How long one engine is waited for while the other may have an answer.
constexpr Duration kTurn = std::chrono::milliseconds(1);

}  // namespace

void GuardedEngine::submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  raw_->submit(probes, unsent);
  hand_over(unsent);
}

void GuardedEngine::hand_over(std::vector<Unsent>& unsent) {
  raw_->take_refused(refused_);
  if (refused_.empty()) return;
  both_ = true;
  kernel_->submit(refused_, unsent);
  refused_.clear();
}

void GuardedEngine::release(TryId id) {
  raw_->release(id);
  if (both_) kernel_->release(id);
}

void GuardedEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  if (!both_) {
    raw_->wait(deadline, answers);
  } else {
    const Traits traits = kernel_->traits();
    const std::size_t before = answers.size();
    do {
      kernel_->wait(now(), answers);
      // A plan knows one engine's traits; what this one cannot measure is not timed.
      for (std::size_t i = before; i < answers.size(); ++i) {
        if (measures_round_trip(traits, answers[i])) continue;
        answers[i].timed = false;
        answers[i].sent = answers[i].received;
      }
      const Instant until = answers.size() > before ? now() : std::min(deadline, now() + kTurn);
      raw_->wait(until, answers);
    } while (answers.size() == before && now() < deadline);
  }
  // Probes that waited for a neighbour. Those that the kernel cannot send now count as unanswered: the plan's
  // timeout repeats them.
  std::vector<Unsent> silent;
  hand_over(silent);
}

}  // namespace sounder

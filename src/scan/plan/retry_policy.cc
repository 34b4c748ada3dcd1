#include "scan/plan/retry_policy.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

constexpr float kMemoryTries = 20000;  // older than about so many tries weighs less: paths change
constexpr double kLeanOnSlice = 30;    // tries' worth of weight that the slice's loss has in a host's

constexpr double kLeanOnUsual = 4;  // tries' worth of weight that the usual loss has in that of a pass

}  // namespace

void LossMeter::add(double lost, double answered) {
  lost_ += static_cast<float>(lost);
  answered_ += static_cast<float>(answered);
  if (lost_ + answered_ > kMemoryTries) {
    lost_ /= 2;
    answered_ /= 2;
  }
}

double assumed_loss(const LossMeter& host, const LossMeter& slice) {
  // With nothing measured at all: 1 in 100, an ordinary bad path.
  const double prior = (slice.lost() + 0.3) / (slice.tries() + kLeanOnSlice);
  const double tries = host.tries() + kLeanOnSlice;
  const double loss = (host.lost() + kLeanOnSlice * prior) / tries;
  return std::min(0.9, loss + std::sqrt(loss * (1 - loss) / (tries + slice.tries())));
}

double assumed_loss(double usual, const LossMeter& recent) {
  return std::max(usual, (recent.lost() + kLeanOnUsual * usual) / (recent.tries() + kLeanOnUsual));
}

int tries_for_loss(double loss, int most) {
  if (loss <= 0) return kTriesMin;
  const double tries = std::ceil(std::log(kMissTarget) / std::log(std::min(loss, 0.99)));
  return std::clamp(static_cast<int>(tries), kTriesMin, most);
}

}  // namespace sounder

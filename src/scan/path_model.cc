#include "scan/path_model.h"

#include <algorithm>

namespace sounder {

void PathModel::on_sent(Instant now) {
  if (answered_ || now - grown_ < std::chrono::milliseconds(100)) return;
  grown_ = now;
  rate_per_s_ = std::min(rates_.blind, 2 * rate_per_s_);
}

void PathModel::on_answer(Instant now, const RttEstimator& rtt) {
  answered_ = true;
  if (now - grown_ < std::max<Duration>(2 * rtt.spread_end(), std::chrono::milliseconds(2))) return;
  grown_ = now;
  rate_per_s_ = std::min(rates_.ceiling, 2 * rate_per_s_);
}

}  // namespace sounder

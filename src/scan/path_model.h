// What one path bears: from the answers to what was sent, how fast to send next. Pure.
#pragma once

#include "base/clock.h"
#include "scan/rtt_estimator.h"

namespace sounder {

// Where a path begins and how far it may go, in probes a second.
struct PathRates {
  double first = 0;    // before anything is known
  double blind = 0;    // as long as nothing answers
  double ceiling = 0;  // infinite for a host on this machine or link
};

class PathModel {
 public:
  PathModel(Instant start, const PathRates& rates) : rates_(rates), rate_per_s_(rates.first), grown_(start) {}

  void on_sent(Instant now);
  void on_answer(Instant now, const RttEstimator& rtt);
  double rate_per_s() const { return rate_per_s_; }

 private:
  PathRates rates_;
  double rate_per_s_;
  Instant grown_;
  bool answered_ = false;
};

}  // namespace sounder

// How many tries a silent pair gets: as many as the measured loss asks for. Pure, values.
#pragma once

#include <optional>

namespace sounder {

// Tries whose fate is known: those of pairs that answered in the end (an answer to the third try is two
// lost), and canaries. A pair that stays silent says nothing.
class LossMeter {
 public:
  void add(double lost, double answered);
  double tries() const { return lost_ + answered_; }
  double lost() const { return lost_; }

 private:
  float lost_ = 0;
  float answered_ = 0;
};

// The loss that a host must be assumed to have, between 0 and 1: its own figures, leaning on those of the
// whole slice while it has few, and one standard error on top.
double assumed_loss(const LossMeter& host, const LossMeter& slice);

// The smallest number of tries that leaves less than kMissTarget of answering pairs unfound, within limits.h.
int tries_for_loss(double loss);

}  // namespace sounder

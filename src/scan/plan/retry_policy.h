// How many tries a silent pair gets: as many as the measured loss asks for. Pure, values.
#pragma once

#include <optional>

namespace sounder {

// Tries of one pair. At least two, because one silence proves nothing; at most ten, because at half of all
// probes lost that is still one miss in a thousand, and a path worse than that is no path.
inline constexpr int kTriesMin = 2;
inline constexpr int kTriesMax = 10;
// Of the last few pairs behind a policer, as far as they take no minute: hosts that share one take half of
// each other's probes, and the path is no bad one.
inline constexpr int kTriesMaxPoliced = 30;
inline constexpr double kMoreTriesForS = 60;
// The share of answering pairs that may go unfound: with every port open one miss in fifteen scans. At 1e-5
// the lab lost one open port of six thousand at 5 % loss each way: an estimate of the loss that is a little
// low takes a whole try away.
inline constexpr double kMissTarget = 1e-6;

// Counts tries that were answered or are known to be lost: those of pairs that answered in the end (an answer
// to the third try means two lost ones), and canaries. A pair that stays silent is no evidence.
class LossMeter {
 public:
  void add(double lost, double answered);
  double tries() const { return lost_ + answered_; }
  double lost() const { return lost_; }
  void fade() {
    lost_ /= 2;
    answered_ /= 2;
  }

 private:
  float lost_ = 0;
  float answered_ = 0;
};

// The loss that a host must be assumed to have, between 0 and 1: its own figures, leaning on those of the
// whole slice while it has few, and one standard error on top.
double assumed_loss(const LossMeter& host, const LossMeter& slice);

// The same, if the last pass lost `recent`: loss may have grown since.
double assumed_loss(double usual, const LossMeter& recent);

// The smallest number of tries that leaves less than kMissTarget of answering pairs unfound, from kTriesMin
// to `most`.
int tries_for_loss(double loss, int most = kTriesMax);

}  // namespace sounder

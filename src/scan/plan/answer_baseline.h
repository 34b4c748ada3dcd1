// Which share of a path's probes is answered when nothing is wrong, and how many answers of an epoch are
// missing in comparison. Because pairs are tried in random order, the share of first tries that is answered
// is the same in every epoch, up to chance; canaries are always answered, but for the path's own loss. Pure,
// a value.
#pragma once

#include <cstdint>

#include "scan/plan/epochs.h"

namespace sounder {

// Fewer expected answers say nothing about a rate.
inline constexpr double kEnoughAnswers = 8;
// First tries before which nothing is known of their share of answers. Found on the simulated network.
inline constexpr double kFirstLook = 32;
// A larger usual share of answered first tries: the host sends resets.
inline constexpr double kMostlyAnswers = 0.3;

// Answers that were expected, and those that came.
struct AnswerCount {
  double expected = 0;
  double got = 0;
  double variance = 0;

  void add(const AnswerCount& more);
  void scale(double by);
  // Fewer than chance explains (three standard deviations), and by more than `tolerance` of those expected.
  bool too_few(double tolerance) const;
};

// Which probes are counted. Open ports answer with SYN-ACK and closed ones with a reset.
enum class Counted : std::uint8_t { kAll, kOpenPorts, kResets };

class AnswerBaseline {
 public:
  // How often a probe of this kind is answered when the path is not overloaded; 0: not known.
  double usual(ProbeKind kind) const;
  bool knows_first_tries() const;
  AnswerCount count(const Epoch& epoch, Counted counted) const;

  // An epoch in which nothing was wrong.
  void learn(const Epoch& epoch, Counted counted);
  // Loss has become the path's own: this epoch is the baseline now.
  void replace(const Epoch& epoch);

 private:
  KindCounts sent_;
  KindCounts got_;
};

}  // namespace sounder

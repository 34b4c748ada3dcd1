#include "scan/plan/answer_baseline.h"

#include <algorithm>
#include <cmath>

namespace sounder {
namespace {

// Tries by which the usual share is known to some percent: sqrt(0.25 / 400) is 2.5 %.
constexpr double kLearned = 400;
// A canary is taken for answered 19 times in 20 until more is known.
constexpr double kCanariesAssumed = 20;
constexpr double kCanaryAnswersAssumed = 19;
// Of one try, at least: some answers come too late to be counted, and a usual share was learned by chance.
constexpr double kLeastVariance = 0.05;
// So many more answers than usual, as a share of the tries: the usual was learned while the host was down or
// the path full.
constexpr double kRisen = 0.2;

}  // namespace

void AnswerCount::add(const AnswerCount& more) {
  expected += more.expected;
  got += more.got;
  variance += more.variance;
}

void AnswerCount::scale(double by) {
  expected *= by;
  got *= by;
  variance *= by;
}

bool AnswerCount::too_few(double tolerance) const {
  return expected >= 4 && got < expected - std::max(tolerance * expected, 3 * std::sqrt(variance) + 1);
}

bool AnswerBaseline::knows_first_tries() const { return sent_[ProbeKind::kFirst] >= kFirstLook; }

double AnswerBaseline::usual(ProbeKind kind) const {
  if (kind == ProbeKind::kFirst)
    return knows_first_tries() ? got_[ProbeKind::kFirst] / sent_[ProbeKind::kFirst] : 0;
  // Open ports answer whatever became of the resets.
  double sent = sent_[ProbeKind::kOpenCanary];
  double got = got_[ProbeKind::kOpenCanary];
  if (kind == ProbeKind::kResetCanary) {
    sent += sent_[ProbeKind::kResetCanary];
    got += got_[ProbeKind::kResetCanary];
  }
  return (got + kCanaryAnswersAssumed) / (sent + kCanariesAssumed);
}

AnswerCount AnswerBaseline::count(const Epoch& epoch, Counted counted) const {
  AnswerCount sum;
  const auto add = [&](ProbeKind kind) {
    const double share = usual(kind);
    if (share <= 0) return;
    const double sent = epoch.sent[kind];
    sum.add({share * sent, epoch.got[kind], std::max(kLeastVariance, share * (1 - share)) * sent});
  };
  if (counted != Counted::kOpenPorts) {
    add(ProbeKind::kFirst);
    add(ProbeKind::kResetCanary);
  }
  if (counted != Counted::kResets) add(ProbeKind::kOpenCanary);
  return sum;
}

// What has been learned is kept: a baseline that drifts along with a growing loss could not show it.
void AnswerBaseline::learn(const Epoch& epoch, Counted counted) {
  constexpr ProbeKind kFirst = ProbeKind::kFirst;
  if (epoch.got[kFirst] > (usual(kFirst) + kRisen) * epoch.sent[kFirst] + kEnoughAnswers) {
    sent_[kFirst] = epoch.sent[kFirst];
    got_[kFirst] = std::min(epoch.got[kFirst], epoch.sent[kFirst]);
  }
  for (const ProbeKind kind : {kFirst, ProbeKind::kResetCanary, ProbeKind::kOpenCanary}) {
    if (counted == Counted::kOpenPorts && kind != ProbeKind::kOpenCanary) continue;
    if (sent_[kind] >= kLearned) continue;
    sent_[kind] += epoch.sent[kind];
    got_[kind] += std::min(epoch.got[kind], epoch.sent[kind]);
  }
}

void AnswerBaseline::replace(const Epoch& epoch) {
  sent_ = epoch.sent;
  got_ = epoch.got;
}

}  // namespace sounder

#include "scan/plan/answer_baseline.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

Epoch epoch_of(ProbeKind kind, double sent, double got) {
  Epoch epoch;
  epoch.sent[kind] = sent;
  epoch.got[kind] = got;
  return epoch;
}

TEST(AnswerBaseline, KnowsNothingOfFirstTriesBeforeItHasSeenSome) {
  AnswerBaseline baseline;
  baseline.learn(epoch_of(ProbeKind::kFirst, 20, 10), Counted::kAll);
  EXPECT_FALSE(baseline.knows_first_tries());
  EXPECT_EQ(baseline.usual(ProbeKind::kFirst), 0);
  baseline.learn(epoch_of(ProbeKind::kFirst, 20, 10), Counted::kAll);
  EXPECT_TRUE(baseline.knows_first_tries());
  EXPECT_DOUBLE_EQ(baseline.usual(ProbeKind::kFirst), 0.5);
}

TEST(AnswerBaseline, DoesNotDriftAlongWithALossThatGrows) {
  AnswerBaseline baseline;
  for (int i = 0; i < 10; ++i) baseline.learn(epoch_of(ProbeKind::kFirst, 100, 90), Counted::kAll);
  for (int i = 0; i < 100; ++i) baseline.learn(epoch_of(ProbeKind::kFirst, 100, 50), Counted::kAll);
  EXPECT_DOUBLE_EQ(baseline.usual(ProbeKind::kFirst), 0.9);
  baseline.replace(epoch_of(ProbeKind::kFirst, 100, 50));
  EXPECT_DOUBLE_EQ(baseline.usual(ProbeKind::kFirst), 0.5);
}

TEST(AnswerBaseline, IsLearnedAnewWhenManyMoreAnswersComeThanUsual) {
  AnswerBaseline baseline;
  for (int i = 0; i < 10; ++i) baseline.learn(epoch_of(ProbeKind::kFirst, 100, 0), Counted::kAll);
  EXPECT_EQ(baseline.usual(ProbeKind::kFirst), 0);
  baseline.learn(epoch_of(ProbeKind::kFirst, 100, 95), Counted::kAll);
  EXPECT_GT(baseline.usual(ProbeKind::kFirst), 0.9);
}

TEST(AnswerBaseline, ExpectsOpenPortsToAnswerWhateverBecameOfResets) {
  AnswerBaseline baseline;
  for (int i = 0; i < 4; ++i) {
    Epoch epoch = epoch_of(ProbeKind::kResetCanary, 100, 0);
    epoch.sent[ProbeKind::kOpenCanary] = epoch.got[ProbeKind::kOpenCanary] = 100;
    baseline.learn(epoch, Counted::kAll);
  }
  EXPECT_GT(baseline.usual(ProbeKind::kOpenCanary), 0.98);
  EXPECT_LT(baseline.usual(ProbeKind::kResetCanary), 0.6);
}

TEST(AnswerBaseline, CountsTheProbesItIsAskedFor) {
  AnswerBaseline baseline;
  for (int i = 0; i < 10; ++i) baseline.learn(epoch_of(ProbeKind::kFirst, 100, 50), Counted::kAll);
  Epoch epoch = epoch_of(ProbeKind::kFirst, 100, 20);
  epoch.sent[ProbeKind::kOpenCanary] = epoch.got[ProbeKind::kOpenCanary] = 10;
  EXPECT_DOUBLE_EQ(baseline.count(epoch, Counted::kResets).expected, 50);
  EXPECT_DOUBLE_EQ(baseline.count(epoch, Counted::kResets).got, 20);
  EXPECT_NEAR(baseline.count(epoch, Counted::kOpenPorts).expected, 9.5, 1e-9);
  EXPECT_NEAR(baseline.count(epoch, Counted::kAll).expected, 59.5, 1e-9);
}

TEST(AnswerCount, TooFewIsMoreThanChanceAndMoreThanTolerated) {
  EXPECT_FALSE((AnswerCount{.expected = 100, .got = 92, .variance = 0.1}).too_few(0.1));
  EXPECT_TRUE((AnswerCount{.expected = 100, .got = 80, .variance = 1}).too_few(0.1));
  EXPECT_FALSE((AnswerCount{.expected = 100, .got = 80, .variance = 50}).too_few(0.1));
  EXPECT_FALSE((AnswerCount{.expected = 3, .got = 0, .variance = 0}).too_few(0.1));
}

}  // namespace
}  // namespace sounder

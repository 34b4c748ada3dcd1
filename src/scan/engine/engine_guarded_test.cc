#include "scan/engine/engine_guarded.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sounder {
namespace {

using namespace std::chrono_literals;

// Answers odd pairs itself and refuses even ones; a kernel's engine answers all.
class FakeEngine final : public ProbeEngine {
 public:
  explicit FakeEngine(bool refuses, Duration answer_after = {}) : refuses_(refuses), after_(answer_after) {}
  Instant now() const override { return clock_now(); }
  Traits traits() const override { return {.kernel_retransmits = !refuses_}; }
  std::size_t capacity() const override { return refuses_ ? 50 : 20; }
  void submit(std::span<const Probe> probes, std::vector<Unsent>&) override {
    for (const Probe& probe : probes) {
      if (refuses_ && probe.id.pair % 2 == 0)
        refused_.push_back(probe);
      else
        answers_.push_back({probe.id, State::kOpen, Reason::kSynAck, now() - after_, now()});
    }
  }
  void release(TryId) override { ++released_; }
  void wait(Instant, std::vector<Answer>& answers) override {
    answers.insert(answers.end(), answers_.begin(), answers_.end());
    answers_.clear();
  }
  void take_refused(std::vector<Probe>& probes) override {
    probes.insert(probes.end(), refused_.begin(), refused_.end());
    refused_.clear();
  }
  int released() const { return released_; }

 private:
  const bool refuses_;
  const Duration after_;
  std::vector<Probe> refused_;
  std::vector<Answer> answers_;
  int released_ = 0;
};

TEST(GuardedEngine, WhatRawPacketsMayNotProbeTheKernelProbes) {
  GuardedEngine engine(std::make_unique<FakeEngine>(true), std::make_unique<FakeEngine>(false));
  EXPECT_EQ(engine.capacity(), 50U);
  std::vector<Probe> probes;
  for (PairIndex pair = 0; pair < 10; ++pair) probes.push_back({{pair, {}}, {}});
  std::vector<Unsent> unsent;
  engine.submit(probes, unsent);
  EXPECT_TRUE(unsent.empty());
  EXPECT_EQ(engine.capacity(), 20U);
  std::vector<Answer> answers;
  for (int turn = 0; turn < 10 && answers.size() < 10; ++turn) engine.wait(engine.now() + 1s, answers);
  std::ranges::sort(answers, {}, [](const Answer& answer) { return answer.id.pair; });
  ASSERT_EQ(answers.size(), 10U);
  for (PairIndex pair = 0; pair < 10; ++pair) EXPECT_EQ(answers[pair].id.pair, pair);
}

TEST(GuardedEngine, WhatAKernelMayHaveRepeatedIsNoSampleOfTheRoundTrip) {
  GuardedEngine engine(std::make_unique<FakeEngine>(true, 2s), std::make_unique<FakeEngine>(false, 2s));
  const Probe probes[] = {{{0, {}}, {}}};
  std::vector<Unsent> unsent;
  engine.submit(probes, unsent);
  std::vector<Answer> answers;
  engine.wait(engine.now() + 1s, answers);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_FALSE(answers[0].timed);
  EXPECT_EQ(answers[0].sent, answers[0].received);
}

}  // namespace
}  // namespace sounder

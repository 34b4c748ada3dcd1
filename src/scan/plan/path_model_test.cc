#include "scan/plan/path_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace sounder {
namespace {

using std::chrono::milliseconds;

// A path of 20 ms that the model sends over at its own rate: `capacity_per_s` with a short queue, `loss`, and
// `answers`, the share of ports that answer at all. One probe in a hundred is a canary.
struct Path {
  double capacity_per_s = 1e9;
  double queue_s = 0.01;
  double loss = 0;
  double answers = 1;
  Duration jitter{};  // up to so much more
};

class Drive {
 public:
  explicit Drive(PathModel& model, std::uint64_t seed = 1) : model_(model), random_(seed) {}

  void run(const Path& path, Duration length) {
    const Instant end = now_ + length;
    for (; now_ < end; now_ += std::chrono::microseconds(500)) {
      while (!pending_.empty() && pending_.front().at <= now_) {
        const Pending answer = pending_.front();
        pending_.pop_front();
        rtt_.add(now_, answer.at - answer.sent);
        model_.on_answer(now_, answer.sent, answer.kind, answer.at - answer.sent - rtt_.smallest());
      }
      model_.update(now_, rtt_);
      credit_ = std::min(200.0, credit_ + model_.rate_per_s() * 0.0005);
      for (; credit_ >= 1; credit_ -= 1) send(path);
    }
  }

 private:
  struct Pending {
    Instant at, sent;
    ProbeKind kind;
  };
  bool chance(double p) { return std::uniform_real_distribution<>()(random_) < p; }

  void send(const Path& path) {
    const bool canary = rtt_.known() && ++count_ % 100 == 0;
    const auto kind = canary ? ProbeKind::kResetCanary : ProbeKind::kFirst;
    model_.on_sent(now_, kind);
    busy_ = std::max(busy_, now_);
    if (seconds(busy_ - now_) > path.queue_s) return;
    busy_ += Duration(static_cast<Duration::rep>(1e9 / path.capacity_per_s));
    if (chance(path.loss) || (!canary && !chance(path.answers))) return;
    const double more =
        std::uniform_real_distribution<>(0, static_cast<double>(path.jitter.count()))(random_);
    const Instant at = busy_ + milliseconds(20) + Duration(static_cast<Duration::rep>(more));
    pending_.insert(std::ranges::upper_bound(pending_, at, {}, &Pending::at), {at, now_, kind});
  }

  PathModel& model_;
  std::mt19937_64 random_;
  Instant now_{};
  Instant busy_{};
  RttEstimator rtt_;
  double credit_ = 0;
  std::uint64_t count_ = 0;
  std::deque<Pending> pending_;
};

constexpr PathRates kRates{2'000, 20'000, 100'000};

TEST(PathModel, ReachesTheCeilingOfAFreePathWithinHalfASecond) {
  PathModel model(Instant{}, kRates);
  Drive(model).run({}, milliseconds(500));
  EXPECT_EQ(model.rate_per_s(), 100'000);
}

TEST(PathModel, LossThatIsAlwaysThereChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    PathModel model(Instant{}, kRates);
    Drive(model, seed).run({.loss = 0.2}, milliseconds(1500));
    EXPECT_GT(model.rate_per_s(), 50'000) << "seed " << seed;
  }
}

TEST(PathModel, JitterAsLargeAsTheDelayIsNoQueue) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    PathModel model(Instant{}, kRates);
    Drive(model, seed).run({.jitter = milliseconds(20)}, milliseconds(1500));
    EXPECT_GT(model.rate_per_s(), 50'000) << "seed " << seed;
  }
}

// Too fast from the first probe on: the queue stands before anything is known of the path.
TEST(PathModel, APathSlowerThanTheFirstRateIsKnownWithinASecond) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    PathModel model(Instant{}, kRates);
    Drive drive(model, seed);
    drive.run({.capacity_per_s = 500, .queue_s = 0.1, .loss = 0.02}, std::chrono::seconds(1));
    EXPECT_LT(model.rate_per_s(), 600) << "seed " << seed;
  }
}

TEST(PathModel, AStandingQueueIsSeenThroughSomeJitter) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    PathModel model(Instant{}, kRates);
    Drive drive(model, seed);
    drive.run({.capacity_per_s = 10'000, .queue_s = 1, .jitter = milliseconds(10)}, std::chrono::seconds(3));
    EXPECT_LT(model.rate_per_s(), 21'000) << "seed " << seed;
  }
}

// Of many hosts the near ones answer soon and the far ones later: what is on its way is not lost.
TEST(PathModel, OfManyHostsTheFarthestIsWaitedFor) {
  for (const bool told : {false, true}) {
    PathModel model(Instant{}, kRates, true);
    RttEstimator rtt;
    std::deque<std::pair<Instant, Instant>> pending;  // received, sent
    Instant now{};
    for (int step = 0; step < 4000; ++step, now += milliseconds(1)) {
      model.update(now, rtt, told ? milliseconds(250) : Duration{});
      for (int i = 0; i < 2; ++i) {
        model.on_sent(now, ProbeKind::kResetCanary, 1);
        const Duration round_trip = milliseconds(i == 0 ? 2 : 200);
        pending.insert(
            std::ranges::upper_bound(pending, now + round_trip, {}, &std::pair<Instant, Instant>::first),
            {now + round_trip, now});
      }
      // The near one is heard a hundred times as often.
      for (int i = 0; i < 100; ++i) rtt.add(now, milliseconds(2));
      for (; !pending.empty() && pending.front().first <= now; pending.pop_front())
        model.on_answer(now, pending.front().second, ProbeKind::kResetCanary, Duration::zero());
    }
    if (told)
      EXPECT_GE(model.rate_per_s(), 2'000);
    else
      EXPECT_LT(model.rate_per_s(), 2'000);
  }
}

TEST(PathModel, SettlesAtWhatTheBottleneckLetsThrough) {
  for (const double capacity : {5'000.0, 30'000.0})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      PathModel model(Instant{}, kRates);
      Drive drive(model, seed);
      drive.run({.capacity_per_s = capacity, .loss = 0.05}, std::chrono::seconds(3));
      EXPECT_GT(model.rate_per_s(), 0.5 * capacity) << "seed " << seed;
      EXPECT_LT(model.rate_per_s(), 2.1 * capacity) << "seed " << seed;
    }
}

TEST(PathModel, StaysBlindAndCarefulWhileNothingAnswers) {
  PathModel model(Instant{}, kRates);
  Drive(model).run({.loss = 1}, std::chrono::seconds(5));
  EXPECT_EQ(model.rate_per_s(), kRates.blind);
  EXPECT_FALSE(model.stalled_since());
}

TEST(PathModel, StopsWhenEverythingFallsSilentAndGoesOnAtHalf) {
  PathModel model(Instant{}, kRates);
  Drive drive(model);
  drive.run({.capacity_per_s = 20'000}, std::chrono::seconds(1));
  const double before = model.rate_per_s();
  drive.run({.loss = 1}, std::chrono::seconds(1));
  ASSERT_TRUE(model.stalled_since());
  EXPECT_EQ(model.rate_per_s(), 0);
  const Instant later = *model.stalled_since() + milliseconds(300);
  model.on_sent(later, ProbeKind::kResetCanary);
  model.on_answer(later + milliseconds(20), later, ProbeKind::kResetCanary, Duration::zero());
  EXPECT_FALSE(model.stalled_since());
  EXPECT_GT(model.rate_per_s(), 0);
  EXPECT_LE(model.rate_per_s(), 0.6 * before);
}

TEST(PathModel, FewAnswersMakeCanariesMoreFrequent) {
  PathModel open(Instant{}, kRates);
  Drive(open).run({}, milliseconds(300));
  EXPECT_EQ(open.canary_interval(), 100);
  PathModel walled(Instant{}, kRates);
  Drive(walled).run({.answers = 0.001}, milliseconds(60));
  EXPECT_LT(walled.canary_interval(), 100);
}

}  // namespace
}  // namespace sounder

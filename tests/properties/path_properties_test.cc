#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "scan/plan/pacer.h"
#include "scan/plan/path_model.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using test::between;
using test::for_seeds;

Duration up_to(std::mt19937_64& random, Duration most) {
  return Duration(static_cast<std::int64_t>(between(random, 0, static_cast<std::uint64_t>(most.count()))));
}

// Whatever the waits: what went out until any moment is what the rate makes of the time since any earlier
// one, and a depth.
TEST(PacerProperty, NoStretchOfTimeHasMoreThanItsRateAndADepth) {
  for_seeds(100, [](std::mt19937_64& random) {
    Pacer pacer;
    const double rate_per_s = std::exp(std::uniform_real_distribution<double>(-2, 11)(random));
    const double depth = std::max(1.0, rate_per_s * seconds(kPacerBurst));
    Instant now{};
    pacer.refill(now, rate_per_s, kPacerBurst);
    // The largest excess of a stretch that ends now, as in a bucket: it never runs over.
    double level = 0;
    for (int i = 0; i < 500; ++i) {
      const Instant before = now;
      now = random() % 3 == 0 ? pacer.next()
                              : now + up_to(random, random() % 2 == 0 ? Duration(10ms) : Duration(3s));
      level = std::max(0.0, level - rate_per_s * seconds(now - before));
      pacer.refill(now, rate_per_s, kPacerBurst);
      for (int burst = 0; burst < 1000 && pacer.may_send(); ++burst, pacer.on_sent()) level += 1;
      ASSERT_LE(level, depth + 1e-3 * depth + 1e-6) << rate_per_s;
      if (!pacer.may_send()) {
        ASSERT_GT(pacer.next(), now);
      }
    }
  });
}

TEST(PacerProperty, IsThereAgainWhenItSaid) {
  for_seeds(200, [](std::mt19937_64& random) {
    Pacer pacer;
    const double rate_per_s = std::exp(std::uniform_real_distribution<double>(-2, 16)(random));
    pacer.refill(Instant{} + up_to(random, 10s), rate_per_s, kPacerBurst);
    while (pacer.may_send()) pacer.on_sent();
    pacer.refill(pacer.next() + Duration(1), rate_per_s, kPacerBurst);
    EXPECT_TRUE(pacer.may_send()) << rate_per_s;
  });
}

// A path that does what it likes: no rate is ever above the ceiling, and a path that is not stalled never
// stops.
TEST(PathModelProperty, ItsRateStaysBetweenSomethingAndTheCeiling) {
  for_seeds(50, [](std::mt19937_64& random) {
    const PathRates rates{.first = static_cast<double>(between(random, 1, 10'000)),
                          .blind = static_cast<double>(between(random, 10'000, 60'000)),
                          .ceiling = static_cast<double>(between(random, 60'000, 200'000))};
    PathModel model(Instant{}, rates, random() % 4 == 0);
    RttEstimator rtt;
    std::deque<std::pair<Instant, ProbeKind>> out;
    Instant now{};
    for (int i = 0; i < 10'000; ++i) {
      now += up_to(random, i % 1000 == 0 ? Duration(3s) : Duration(1ms));
      const auto kind = static_cast<ProbeKind>(between(random, 0, 3));
      model.update(now, rtt);
      switch (random() % 4) {
        case 0:
          model.on_sent(now, kind);
          out.emplace_back(now, kind);
          break;
        case 1:
          if (!out.empty()) model.on_unsent(out.back().second), out.pop_back();
          break;
        default:
          if (out.empty()) break;
          if (random() % 3 > 0) {
            rtt.add(now, now - out.front().first);
            model.on_answer(now, out.front().first, out.front().second,
                            now - out.front().first - rtt.smallest());
          }
          out.pop_front();
      }
      const double rate_per_s = model.rate_per_s();
      ASSERT_TRUE(std::isfinite(rate_per_s));
      ASSERT_LE(rate_per_s, rates.ceiling * 1.25 + 1e-9);
      ASSERT_TRUE(model.stalled_since() ? rate_per_s == 0 : rate_per_s > 0);
      ASSERT_GE(model.canary_interval(), 1.0);
      ASSERT_GE(model.first_answers(), 0.0);
      ASSERT_LE(model.first_answers(), 1.0);
      if (model.stalled_since() && random() % 50 == 0) model.resume(now);
    }
  });
}

}  // namespace
}  // namespace sounder

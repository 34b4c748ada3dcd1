#include "scan/plan/delivery_rate.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;

TEST(DeliveryRate, IsTheMostOfTheLastWindows) {
  DeliveryRate rate(Instant{});
  EXPECT_EQ(rate.most_per_s(), 0);
  Instant now{};
  for (const double probes : {50.0, 20.0, 10.0, 10.0}) {
    rate.on_answer(probes / 2);
    rate.update(now + milliseconds(5), milliseconds(10));  // too soon
    rate.on_answer(probes / 2);
    now += milliseconds(10);
    rate.update(now, milliseconds(10));
  }
  EXPECT_DOUBLE_EQ(rate.most_per_s(), 2'000);  // the window of 5,000/s is forgotten
}

}  // namespace
}  // namespace sounder

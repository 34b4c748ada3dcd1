// What holds of every scan, whatever the network did.
#pragma once

#include <gtest/gtest.h>

#include "tests/scan/sim/scenario.h"

namespace sounder::sim {

// It came to its end, and accounts for each pair once, and no port is called open that is not.
inline void expect_sound(const Outcome& outcome) {
  EXPECT_TRUE(outcome.done);
  EXPECT_EQ(outcome.counts.total(), outcome.pairs);
  EXPECT_EQ(outcome.counts, outcome.told);
  EXPECT_EQ(outcome.repeated, 0U);
  EXPECT_EQ(outcome.false_open, 0U);
}

}  // namespace sounder::sim

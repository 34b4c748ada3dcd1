#include "base/duration.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsWhatItWrites) {
  for (const Duration d : {Duration(1ms), Duration(1500ms), Duration(2s), Duration(1min), Duration(24h)}) {
    SCOPED_TRACE(format_duration(d));
    EXPECT_EQ(parse_duration(format_duration(d)).value(), d);
  }
  EXPECT_EQ(parse_duration("1.5s").value(), 1500ms);
  EXPECT_EQ(parse_duration("0s").value(), 0s);
}

TEST(Duration, RefusesWhatItWouldHaveToGuess) {
  for (const char* word :
       {"", "5", "s", "-1s", "1 s", "1x", "1s2", "inf", "nan", "1e3s", "25h", "999999999999h"})
    EXPECT_FALSE(parse_duration(word)) << word;
}

}  // namespace
}  // namespace sounder

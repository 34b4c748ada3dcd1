#include "report/load/hdr_histogram.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/seeds.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

Histogram some_times(std::mt19937_64& random) {
  Histogram times;
  const std::uint64_t count = test::between(random, 0, 3000);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t bits = test::between(random, 0, Histogram::kRangeBits);
    const Duration time(static_cast<std::int64_t>(random() % (std::uint64_t{1} << bits)));
    for (std::uint64_t n = test::between(random, 1, 1 + count / 100); n > 0; --n) times.record(time);
  }
  return times;
}

TEST(HdrHistogram, WhatIsWrittenIsReadBack) {
  test::for_seeds(50, [](std::mt19937_64& random) {
    const Histogram times = some_times(random);
    const auto read = from_hdr(to_hdr(times));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->count(), times.count());
    for (std::size_t bucket = 0; bucket < Histogram::kBuckets; ++bucket)
      ASSERT_EQ(read->in_bucket(bucket), times.in_bucket(bucket)) << bucket;
    EXPECT_GE(read->max(), times.max());
    EXPECT_LE(read->max().count(), times.max().count() + times.max().count() / 128);
  });
}

// Written by hdrhistogram 0.10.8, a program of other people in Python, with HdrHistogram(1, 2**47 - 1, 2):
// 100 values from 1 us to 100 us, and one of an hour.
TEST(HdrHistogram, WhatOthersWriteIsRead) {
  const auto read = from_hdr(
      "HISTFAAAAFZ4nJNpmSzMwMBwhgECmKA0IwND/X8QsP8AEfjMzvSXkameqZrJkckaCG2ZFJlkmaSBGEYKMvFCITcWFi"
      "8TJxMrBmTGIoZblJmJkSiIV3KmERMATHYQuQ==");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->count(), 101U);
  Histogram same;
  for (int us = 1; us <= 100; ++us) same.record(us * 1us);
  same.record(1h);
  for (std::size_t bucket = 0; bucket < Histogram::kBuckets; ++bucket)
    ASSERT_EQ(read->in_bucket(bucket), same.in_bucket(bucket)) << bucket;
}

TEST(HdrHistogram, DamagedTextIsRefusedOrAnotherHistogramAndNeverMore) {
  test::for_seeds(300, [](std::mt19937_64& random) {
    std::string text = to_hdr(some_times(random));
    const std::uint64_t changes = test::between(random, 1, 3);
    for (std::uint64_t i = 0; i < changes; ++i) {
      const auto at = static_cast<std::size_t>(test::between(random, 0, text.size() - 1));
      if (test::between(random, 0, 1) == 0)
        text[at] = static_cast<char>(test::between(random, 1, 255));
      else
        text.resize(std::max<std::size_t>(at, 1));
    }
    static_cast<void>(from_hdr(text));
  });
  for (const char* text : {"", "=", "HISTFAAAA", "HISTFAAAAAA=", "no base64 at all!"})
    EXPECT_FALSE(from_hdr(text)) << text;
}

}  // namespace
}  // namespace sounder

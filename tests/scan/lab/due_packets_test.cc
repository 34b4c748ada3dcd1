#include "tests/scan/lab/due_packets.h"

#include <gtest/gtest.h>

#include <string>

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

bool add(DuePackets& packets, Instant due, const std::string& text) {
  return packets.add(due, Side::kFar, std::as_bytes(std::span(text)));
}

std::string take(DuePackets& packets, Instant now) {
  std::string text;
  packets.take(now, [&](Side, std::span<const std::byte> bytes, Instant) {
    text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  return text;
}

TEST(DuePackets, ComeOutWhenDueAndNotBefore) {
  DuePackets packets;
  ASSERT_TRUE(add(packets, Instant{30ms}, "later"));
  ASSERT_TRUE(add(packets, Instant{10ms}, "sooner"));
  EXPECT_EQ(packets.next(), Instant{10ms});
  EXPECT_EQ(take(packets, Instant{9ms}), "");
  EXPECT_EQ(take(packets, Instant{20ms}), "sooner");
  EXPECT_EQ(take(packets, Instant{20ms}), "");
  EXPECT_EQ(take(packets, Instant{30ms}), "later");
  EXPECT_FALSE(packets.next());
}

TEST(DuePackets, AtTheSameTimeKeepTheirOrder) {
  DuePackets packets;
  for (const char* text : {"1", "2", "3", "4"}) ASSERT_TRUE(add(packets, Instant{1ms}, text));
  std::string order;
  while (packets.next()) order += take(packets, Instant{1ms});
  EXPECT_EQ(order, "1234");
}

TEST(DuePackets, AreBounded) {
  DuePackets packets;
  EXPECT_FALSE(add(packets, Instant{}, std::string(DuePackets::kLargest + 1, 'x')));
  for (std::size_t i = 0; i < DuePackets::kMost; ++i) ASSERT_TRUE(add(packets, Instant{}, "x"));
  EXPECT_FALSE(add(packets, Instant{}, "x"));
  EXPECT_EQ(take(packets, Instant{}), "x");
  EXPECT_TRUE(add(packets, Instant{}, "x"));
}

}  // namespace
}  // namespace sounder::test

#include "echo/serve/udp_guard.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Port kOurs{7007};
constexpr SipKey kKey{1, 2};

Datagram from(const char* address, int port, std::size_t bytes = 1) {
  return {.source = {*Address::parse(address), Port{static_cast<std::uint16_t>(port)}},
          .local = *Address::parse("192.0.2.1"),
          .bytes = bytes};
}

struct Case {
  const char* address;
  int port;
  std::optional<UdpRefusal> why;
};

TEST(UdpGuard, KnowsWhatMayBeAnswered) {
  const std::vector<Case> cases{
      {"192.0.2.9", 40000, std::nullopt},
      {"192.0.2.9", 1024, std::nullopt},
      {"127.0.0.1", 40000, std::nullopt},
      {"2001:db8::9", 40000, std::nullopt},
      {"fe80::9", 40000, std::nullopt},
      {"::1", 40000, std::nullopt},
      {"192.0.2.9", 7008, std::nullopt},
      // Nobody sends from there.
      {"192.0.2.9", 0, UdpRefusal::kNoSource},
      {"0.0.0.0", 40000, UdpRefusal::kNoSource},
      {"0.1.2.3", 40000, UdpRefusal::kNoSource},
      {"224.0.0.1", 40000, UdpRefusal::kNoSource},
      {"239.255.255.250", 40000, UdpRefusal::kNoSource},
      {"240.0.0.1", 40000, UdpRefusal::kNoSource},
      {"255.255.255.255", 40000, UdpRefusal::kNoSource},
      {"::", 40000, UdpRefusal::kNoSource},
      {"ff02::1", 40000, UdpRefusal::kNoSource},
      // Services that answer whatever comes: echo, daytime, quotd, chargen, time; and any other below 1024.
      {"192.0.2.9", 7, UdpRefusal::kService},
      {"192.0.2.9", 13, UdpRefusal::kService},
      {"192.0.2.9", 17, UdpRefusal::kService},
      {"192.0.2.9", 19, UdpRefusal::kService},
      {"192.0.2.9", 37, UdpRefusal::kService},
      {"2001:db8::9", 7, UdpRefusal::kService},
      {"192.0.2.9", 1023, UdpRefusal::kService},
      // Ourselves, and another one like us.
      {"192.0.2.1", 7007, UdpRefusal::kService},
      {"192.0.2.9", 7007, UdpRefusal::kService},
  };
  for (const Case& c : cases)
    EXPECT_EQ(datagram_refusal(from(c.address, c.port), kOurs), c.why) << c.address << " " << c.port;
}

TEST(UdpGuard, NothingSentToManyIsAnswered) {
  Datagram datagram = from("192.0.2.9", 40000);
  datagram.to_many = true;
  EXPECT_EQ(datagram_refusal(datagram, kOurs), UdpRefusal::kToMany);
}

TEST(UdpGuard, ASourceGetsItsRateAndOthersAreNotTouched) {
  UdpGuard guard({.rate_per_s = 50}, kKey);
  int answered = 0;
  for (int i = 0; i < 1000; ++i)
    answered += guard.refusal(from("192.0.2.9", 40000 + i), kOurs, Instant{1s}) ? 0 : 1;
  EXPECT_EQ(answered, 50);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000), kOurs, Instant{1s}), UdpRefusal::kRate);
  EXPECT_EQ(guard.refusal(from("192.0.2.10", 40000), kOurs, Instant{1s}), std::nullopt);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000), kOurs, Instant{1s + 20ms}), std::nullopt);
}

TEST(UdpGuard, ALongDatagramCountsAsItsFrames) {
  UdpGuard guard({.rate_per_s = 90}, kKey);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000, 65'507), kOurs, Instant{}), std::nullopt);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000, 65'507), kOurs, Instant{}), std::nullopt);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000, 0), kOurs, Instant{}), UdpRefusal::kRate);
}

TEST(UdpGuard, TheLeastRateStillAnswersTheLargestDatagram) {
  UdpGuard guard({.rate_per_s = 1}, kKey);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000, 65'507), kOurs, Instant{}), std::nullopt);
}

TEST(UdpGuard, ARefusedDatagramCostsItsVictimNothing) {
  UdpGuard guard({.rate_per_s = 45}, kKey);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(guard.refusal(from("192.0.2.9", 7), kOurs, Instant{}));
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 40000), kOurs, Instant{}), std::nullopt);
}

TEST(UdpGuard, WithoutARateThereIsNoCap) {
  UdpGuard guard({.rate_per_s = 0}, kKey);
  for (int i = 0; i < 100'000; ++i)
    ASSERT_EQ(guard.refusal(from("192.0.2.9", 40000), kOurs, Instant{}), std::nullopt);
  EXPECT_EQ(guard.refusal(from("192.0.2.9", 7), kOurs, Instant{}), UdpRefusal::kService);
}

}  // namespace
}  // namespace sounder

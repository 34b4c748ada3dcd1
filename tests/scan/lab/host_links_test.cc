#include "tests/scan/lab/host_links.h"

#include <gtest/gtest.h>

#include <array>

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kScanner = 0x0a400001;
constexpr std::uint32_t kHost = 0x0a500001;

std::array<std::byte, 40> packet(std::uint32_t source, std::uint32_t destination) {
  std::array<std::byte, 40> bytes{};
  bytes[0] = std::byte{0x45};
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[12 + i] = static_cast<std::byte>(source >> (24 - 8 * i));
    bytes[16 + i] = static_cast<std::byte>(destination >> (24 - 8 * i));
  }
  return bytes;
}

TEST(HostLinks, AHostOfItsOwnLinkHasItInBothDirections) {
  HostLinks links({.there = {.delay = 1ms}, .back = {.delay = 2ms}},
                  {{kHost, {.there = {.delay = 10ms}, .back = {.delay = 20ms}}}}, 1);
  const Instant now{1s};
  EXPECT_EQ(links.pass(Side::kNear, packet(kScanner, kHost), now).first, now + 10ms);
  EXPECT_EQ(links.pass(Side::kFar, packet(kHost, kScanner), now).first, now + 20ms);
  EXPECT_EQ(links.pass(Side::kNear, packet(kScanner, kHost + 1), now).first, now + 1ms);
  EXPECT_EQ(links.pass(Side::kFar, packet(kHost + 1, kScanner), now).first, now + 2ms);
  EXPECT_EQ(links.totals().there.arrived, 2U);
  EXPECT_EQ(links.totals().back.arrived, 2U);
}

TEST(HostLinks, WhatIsNoIPv4PacketGoesNowhere) {
  HostLinks links({}, {}, 1);
  auto ipv6 = packet(kScanner, kHost);
  ipv6[0] = std::byte{0x60};
  EXPECT_FALSE(links.pass(Side::kNear, ipv6, Instant{}).first);
  EXPECT_FALSE(links.pass(Side::kNear, std::span(ipv6).first(19), Instant{}).first);
  EXPECT_FALSE(links.pass(Side::kNear, {}, Instant{}).first);
}

}  // namespace
}  // namespace sounder::test

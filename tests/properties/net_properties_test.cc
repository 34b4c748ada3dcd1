#include <gtest/gtest.h>

#include <vector>

#include "base/duration.h"
#include "net/packet.h"
#include "net/syn_packet.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using test::between;
using test::for_seeds;

Address random_address(std::mt19937_64& random, bool ipv6) {
  if (!ipv6) return Address::ipv4(static_cast<std::uint32_t>(random()));
  std::array<std::uint8_t, 16> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return Address::ipv6(bytes);
}

Endpoint random_endpoint(std::mt19937_64& random, bool ipv6) {
  return {random_address(random, ipv6), Port{static_cast<std::uint16_t>(random())}};
}

// RFC 1071 as it is written, over one byte after the other: nothing added up in advance.
std::uint16_t slow_checksum(const std::vector<std::byte>& bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::to_integer<std::uint64_t>(bytes[i]) << (i % 2 == 0 ? 8U : 0U);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

struct Sent {
  Endpoint from;
  Endpoint to;
  std::uint32_t sequence;
  std::vector<std::byte> packet;
};

Sent random_syn(std::mt19937_64& random, bool ipv6) {
  Sent sent{
      random_endpoint(random, ipv6), random_endpoint(random, ipv6), static_cast<std::uint32_t>(random()), {}};
  const SynPacket syn(sent.from.address, std::nullopt);
  sent.packet.resize(syn.size());
  syn.write(sent.to, sent.from.port, sent.sequence, sent.packet);
  return sent;
}

std::vector<std::byte> part(const std::vector<std::byte>& bytes, std::size_t from, std::size_t to) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to)};
}

TEST(SynPacketProperty, ChecksumsAreThoseThatAreAddedUpByteByByte) {
  for_seeds(500, [](std::mt19937_64& random) {
    const bool ipv6 = random() % 2 == 0;
    const Sent sent = random_syn(random, ipv6);
    const std::size_t header = ipv6 ? 40 : 20;
    if (!ipv6) {
      EXPECT_EQ(slow_checksum(part(sent.packet, 0, header)), 0);
    }
    auto checked = ipv6 ? part(sent.packet, 8, 40) : part(sent.packet, 12, 20);
    const auto tcp = part(sent.packet, header, sent.packet.size());
    checked.insert(checked.end(), {std::byte{0}, std::byte{6}, std::byte{0}, std::byte(tcp.size())});
    checked.insert(checked.end(), tcp.begin(), tcp.end());
    EXPECT_EQ(slow_checksum(checked), 0);
    EXPECT_EQ(internet_checksum(checked), 0);
    // Of an odd number of bytes too.
    checked.resize(between(random, 1, checked.size()));
    EXPECT_EQ(internet_checksum(checked), slow_checksum(checked));
  });
}

// A router that quotes our SYN says whom we asked, from where, and with which number.
TEST(SynPacketProperty, WhatIsSentIsReadBackFromAQuote) {
  for_seeds(500, [](std::mt19937_64& random) {
    const bool ipv6 = random() % 2 == 0;
    const Sent sent = random_syn(random, ipv6);
    const Sent outer = random_syn(random, ipv6);
    auto packet = part(outer.packet, 0, ipv6 ? 40 : 20);
    const std::size_t quoted = between(random, ipv6 ? 48 : 28, sent.packet.size());
    const std::size_t length = 8 + quoted + (ipv6 ? 0 : 20);
    packet[ipv6 ? 6 : 9] = std::byte(ipv6 ? 58 : 1);
    packet[ipv6 ? 4 : 2] = std::byte(length >> 8U);
    packet[ipv6 ? 5 : 3] = std::byte(length & 255U);
    packet.resize(packet.size() + 8);
    packet[packet.size() - 8] = std::byte(ipv6 ? 1 : 3);
    packet[packet.size() - 7] = std::byte(ipv6 ? 4 : 3);
    packet.insert(packet.end(), sent.packet.begin(),
                  sent.packet.begin() + static_cast<std::ptrdiff_t>(quoted));
    const auto answer = read_answer(packet);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->said, Said::kPortUnreachable);
    EXPECT_EQ(answer->asked, sent.to);
    EXPECT_EQ(answer->asker, sent.from);
    EXPECT_EQ(answer->sequence, sent.sequence);
    EXPECT_EQ(answer->from, outer.from.address);
  });
}

TEST(AddressProperty, WhatIsPrintedIsReadBack) {
  for_seeds(2000, [](std::mt19937_64& random) {
    const Endpoint endpoint = random_endpoint(random, random() % 2 == 0);
    EXPECT_EQ(Address::parse(endpoint.address.to_string()), endpoint.address);
    if (number(endpoint.port) == 0) return;
    const auto again = parse_host_port(endpoint.to_string());
    ASSERT_TRUE(again) << endpoint.to_string();
    EXPECT_EQ(again->host, endpoint.address.to_string());
    EXPECT_EQ(again->port, endpoint.port);
  });
}

TEST(DurationProperty, WhatIsPrintedMeansTheSameTimeInMilliseconds) {
  for_seeds(2000, [](std::mt19937_64& random) {
    // Of every size, from a nanosecond to a day.
    const auto most = std::uint64_t{1} << between(random, 1, 46);
    const Duration time(
        static_cast<std::int64_t>(between(random, 1, std::min<std::uint64_t>(most, 86'400'000'000'000))));
    const auto again = parse_duration(format_duration(time));
    ASSERT_TRUE(again) << format_duration(time);
    EXPECT_EQ(*again, std::chrono::ceil<std::chrono::milliseconds>(time)) << format_duration(time);
  });
}

}  // namespace
}  // namespace sounder

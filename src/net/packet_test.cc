#include "net/packet.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "net/syn_packet.h"

namespace sounder {
namespace {

std::vector<std::byte> syn(const char* from, const char* to, std::uint32_t sequence) {
  const SynPacket packet(*Address::parse(from), std::nullopt);
  std::vector<std::byte> bytes(packet.size());
  packet.write({*Address::parse(to), Port{443}}, Port{61'001}, sequence, bytes);
  return bytes;
}

void put(std::vector<std::byte>& bytes, std::size_t at, std::initializer_list<unsigned> values) {
  for (const unsigned value : values) bytes[at++] = static_cast<std::byte>(value);
}

// What a host or router makes of our SYN: from 192.0.2.9 (or 2001:db8::9) port 443 to port 61001 of 10.0.0.1.
std::vector<std::byte> tcp_answer(unsigned flags, std::uint32_t acknowledged, bool ipv6 = false) {
  auto bytes = ipv6 ? syn("2001:db8::9", "2001:db8::1", 99) : syn("192.0.2.9", "10.0.0.1", 99);
  const std::size_t tcp = ipv6 ? 40 : 20;
  put(bytes, tcp, {443U >> 8U, 443U & 255U, 61'001U >> 8U, 61'001U & 255U});
  put(bytes, tcp + 8,
      {acknowledged >> 24U, acknowledged >> 16U & 255U, acknowledged >> 8U & 255U, acknowledged & 255U});
  put(bytes, tcp + 13, {flags});
  return bytes;
}

std::vector<std::byte> icmp_answer(unsigned type, unsigned code, bool ipv6 = false) {
  auto outer = ipv6 ? syn("2001:db8::ff", "2001:db8::1", 0) : syn("192.0.2.254", "10.0.0.1", 0);
  const auto quoted =
      ipv6 ? syn("2001:db8::1", "2001:db8::9", 0x01020304) : syn("10.0.0.1", "192.0.2.9", 0x01020304);
  const std::size_t header = ipv6 ? 40 : 20;
  outer.resize(header);
  put(outer, ipv6 ? 6 : 9, {ipv6 ? 58U : 1U});
  const std::size_t length = 8 + quoted.size() + (ipv6 ? 0 : header);
  put(outer, ipv6 ? 4 : 2, {static_cast<unsigned>(length >> 8U), static_cast<unsigned>(length & 255U)});
  outer.resize(header + 8);
  put(outer, header, {type, code});
  outer.insert(outer.end(), quoted.begin(), quoted.end());
  return outer;
}

TEST(ReadAnswer, SynAckAndResetSayWhatTheyAcknowledge) {
  for (const bool ipv6 : {false, true}) {
    const auto open = read_answer(tcp_answer(0x12, 1000, ipv6));
    ASSERT_TRUE(open);
    EXPECT_EQ(open->said, Said::kSynAck);
    EXPECT_EQ(open->sequence, 999U);
    EXPECT_EQ(open->asked.to_string(), ipv6 ? "[2001:db8::9]:443" : "192.0.2.9:443");
    EXPECT_EQ(open->asker.to_string(), ipv6 ? "[2001:db8::1]:61001" : "10.0.0.1:61001");
    EXPECT_EQ(open->from, open->asked.address);
    EXPECT_EQ(open->ttl, 64);
    const auto closed = read_answer(tcp_answer(0x14, 0, ipv6));
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->said, Said::kReset);
    EXPECT_EQ(closed->sequence, 0xffffffffU);
  }
}

TEST(ReadAnswer, WhatAcknowledgesNothingIsNoAnswer) {
  for (const unsigned flags : {0x02U, 0x04U, 0x10U, 0x11U, 0x18U, 0x00U})
    EXPECT_FALSE(read_answer(tcp_answer(flags, 1000))) << flags;
}

TEST(ReadAnswer, AnIcmpMessageSpeaksOfTheSynThatItQuotes) {
  const struct {
    bool ipv6;
    unsigned type, code;
    Said said;
  } cases[] = {{false, 3, 0, Said::kNetUnreachable},   {false, 3, 1, Said::kHostUnreachable},
               {false, 3, 2, Said::kProtoUnreachable}, {false, 3, 3, Said::kPortUnreachable},
               {false, 3, 5, Said::kUnreachable},      {false, 3, 6, Said::kNetUnreachable},
               {false, 3, 7, Said::kHostUnreachable},  {false, 3, 8, Said::kUnreachable},
               {false, 3, 9, Said::kNetProhibited},    {false, 3, 10, Said::kHostProhibited},
               {false, 3, 11, Said::kNetUnreachable},  {false, 3, 12, Said::kHostUnreachable},
               {false, 3, 13, Said::kProhibited},      {false, 3, 14, Said::kUnreachable},
               {false, 3, 15, Said::kUnreachable},     {false, 3, 200, Said::kUnreachable},
               {false, 11, 0, Said::kTimeExceeded},    {false, 12, 0, Said::kParameterProblem},
               {true, 1, 0, Said::kNoRoute},           {true, 1, 1, Said::kProhibited},
               {true, 1, 2, Said::kBeyondScope},       {true, 1, 3, Said::kHostUnreachable},
               {true, 1, 4, Said::kPortUnreachable},   {true, 1, 5, Said::kProhibited},
               {true, 1, 6, Said::kRejectRoute},       {true, 1, 7, Said::kUnreachable},
               {true, 3, 0, Said::kTimeExceeded},      {true, 4, 0, Said::kParameterProblem},
               {true, 4, 1, Said::kParameterProblem}};
  for (const auto& each : cases) {
    const auto answer = read_answer(icmp_answer(each.type, each.code, each.ipv6));
    ASSERT_TRUE(answer) << each.type << ' ' << each.code;
    EXPECT_EQ(answer->said, each.said) << each.type << ' ' << each.code;
    EXPECT_EQ(answer->sequence, 0x01020304U);
    EXPECT_EQ(answer->asked.to_string(), each.ipv6 ? "[2001:db8::9]:443" : "192.0.2.9:443");
    EXPECT_EQ(answer->from.to_string(), each.ipv6 ? "2001:db8::ff" : "192.0.2.254");
  }
}

TEST(ReadAnswer, AnIcmpMessageThatIsNoErrorSaysNothing) {
  EXPECT_FALSE(read_answer(icmp_answer(3, 4)));  // too big
  for (const unsigned type : {0U, 4U, 5U, 8U, 9U, 13U})
    EXPECT_FALSE(read_answer(icmp_answer(type, 0))) << type;
  for (const unsigned type : {0U, 2U, 5U, 128U, 135U, 137U})  // 2: too big
    EXPECT_FALSE(read_answer(icmp_answer(type, 0, true))) << type;
}

TEST(ReadAnswer, CutAnywhereItReadsNothingBeyondTheEnd) {
  for (const auto& whole :
       {tcp_answer(0x12, 1), tcp_answer(0x12, 1, true), icmp_answer(3, 1), icmp_answer(1, 4, true)})
    for (std::size_t length = 0; length < whole.size(); ++length) {
      // A copy of just that size: a sanitizer sees a read past it.
      const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      const auto answer = read_answer(cut);
      EXPECT_TRUE(length >= 40 || !answer) << length;
    }
}

TEST(ReadAnswer, LengthsThatLieAndLaterFragmentsAreNoAnswers) {
  auto long_header = tcp_answer(0x12, 1);
  put(long_header, 0, {0x4f});  // a header of 60 bytes
  EXPECT_FALSE(read_answer(long_header));
  auto short_header = tcp_answer(0x12, 1);
  put(short_header, 0, {0x44});
  EXPECT_FALSE(read_answer(short_header));
  auto fragment = tcp_answer(0x12, 1);
  put(fragment, 6, {0x00, 0x01});
  EXPECT_FALSE(read_answer(fragment));
  auto padded = tcp_answer(0x12, 1);
  put(padded, 2, {0, 30});  // the rest is the link's padding
  EXPECT_FALSE(read_answer(padded));
}

TEST(ReadAnswer, RandomBytesAreNoAnswersAndHurtNobody) {
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    std::vector<std::byte> bytes(random() % 120);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    static_cast<void>(read_answer(bytes));
  }
}

// RFC 1071: the sum over a header with its checksum in place is 0.
TEST(SynPacket, HasRightChecksumsWhateverIsPatched) {
  std::mt19937 random(2);
  for (const bool ipv6 : {false, true})
    for (int i = 0; i < 1000; ++i) {
      const SynPacket packet(*Address::parse(ipv6 ? "fd00::1" : "10.0.0.1"), std::nullopt);
      std::vector<std::byte> bytes(packet.size());
      const Address to = ipv6 ? Address::ipv6({0xfd, 0, static_cast<std::uint8_t>(random()), 1})
                              : Address::ipv4(static_cast<std::uint32_t>(random()));
      packet.write({to, Port{static_cast<std::uint16_t>(random())}},
                   Port{static_cast<std::uint16_t>(random())}, static_cast<std::uint32_t>(random()), bytes);
      const std::size_t header = ipv6 ? 40 : 20;
      EXPECT_TRUE(ipv6 || internet_checksum(std::span(bytes).first(header)) == 0);
      const auto tcp = std::span(bytes).subspan(header);
      const auto addresses = std::span(bytes).subspan(ipv6 ? 8 : 12, ipv6 ? 32 : 8);
      const std::uint32_t pseudo = static_cast<std::uint16_t>(~internet_checksum(addresses)) + 6U + 32U;
      EXPECT_EQ(internet_checksum(tcp, pseudo), 0);
    }
}

TEST(SynPacket, AFrameBeginsWithItsEthernetHeader) {
  const SynPacket packet(*Address::parse("10.0.0.1"),
                         EthernetHeader{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}});
  std::vector<std::byte> bytes(packet.size());
  packet.write({*Address::parse("10.0.0.2"), Port{80}}, Port{1}, 2, bytes);
  EXPECT_EQ(bytes.size(), 14U + 20U + 32U);
  EXPECT_EQ(bytes[0], std::byte{1});
  EXPECT_EQ(bytes[11], std::byte{12});
  EXPECT_EQ(bytes[12], std::byte{8});
  EXPECT_EQ(bytes[14], std::byte{0x45});
}

}  // namespace
}  // namespace sounder

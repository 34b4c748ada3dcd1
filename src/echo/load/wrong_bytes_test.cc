#include "echo/load/wrong_bytes.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace sounder {
namespace {

using namespace std::string_view_literals;

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(WrongBytes, KnownProtocolsAreRecognisedByTheirFirstBytes) {
  const std::pair<std::string_view, Foreign> cases[] = {
      {"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", Foreign::kProxyHeader},
      {"PROXY UNKNOWN\r\n", Foreign::kProxyHeader},
      {"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"sv, Foreign::kProxyHeader},
      {"HTTP/1.1 400 Bad Request\r\n", Foreign::kHttp},
      {"HTTP/1.0 200", Foreign::kHttp},
      {"\x15\x03\x01\0\x02\x02\x46"sv, Foreign::kTls},  // an alert
      {"\x16\x03\x03\0\x7a"sv, Foreign::kTls},
      {"", Foreign::kUnknown},
      {"P", Foreign::kUnknown},
      {"PROXYX", Foreign::kUnknown},
      {"\r\n\r\n", Foreign::kUnknown},
      {"SSH-2.0-OpenSSH_9.2", Foreign::kUnknown},
      {"\x15\x03", Foreign::kUnknown},
      {"\x15\x03\xff", Foreign::kUnknown},
      {"\x15\x02\x01", Foreign::kUnknown}};
  for (const auto& [text, looks] : cases) EXPECT_EQ(foreign_protocol(bytes(text)), looks) << text;
}

TEST(WrongBytes, KeepsWhereTheyAreWhatCameAndWhatWasDue) {
  const WrongBytes wrong = wrong_bytes(1000, bytes("right, then wrong and more of it"), 12, bytes("due"));
  EXPECT_EQ(wrong.offset, 1012U);
  EXPECT_EQ(wrong.came, "wrong and more o");
  EXPECT_EQ(wrong.due, "due");
  EXPECT_EQ(wrong.looks, Foreign::kUnknown);
}

TEST(WrongBytes, AHeaderWhoseFirstByteIsRightByChanceIsStillSeen) {
  const WrongBytes wrong = wrong_bytes(0, bytes("HTTP/1.1 200 OK"), 2, bytes("xx"));
  EXPECT_EQ(wrong.offset, 2U);
  EXPECT_EQ(wrong.looks, Foreign::kHttp);
}

}  // namespace
}  // namespace sounder

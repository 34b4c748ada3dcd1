#include "identify/ntlm.h"

#include <gtest/gtest.h>

#include "identify/bytes.h"

namespace sounder {
namespace {

using namespace std::string_view_literals;

std::string challenge(std::string_view pairs) {
  std::string message("NTLMSSP\0\x02\0\0\0\0\0\0\0\x38\0\0\0", 20);
  message += le32_bytes(0x02000000) + std::string(16, '\0');
  message += le16_bytes(static_cast<std::uint16_t>(pairs.size())) + le16_bytes(0) + le32_bytes(56);
  message += "\x0a\0\x7c\x4f\0\0\0\x0f"sv;
  return "before " + message.append(pairs);
}

TEST(Ntlm, AChallengeTellsNamesAndBuild) {
  const auto told = parse_ntlm_challenge(challenge("\x01\0\x04\0A\0B\0\x03\0\x02\0c\0\0\0\0\0"sv));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->computer, "AB");
  EXPECT_EQ(told->dns_computer, "c");
  EXPECT_EQ(told->version, "10.0.20348");
  Service service;
  name_host(*told, service);
  EXPECT_EQ(service.host, "c");
  EXPECT_EQ(service.os, "Windows 10.0.20348");
}

TEST(Ntlm, AChallengeThatIsCutOffTellsNothing) {
  const std::string whole = challenge("\x01\0\x04\0A\0B\0\0\0\0\0"sv);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_ntlm_challenge(std::string_view(whole).substr(0, size))) << size;
  EXPECT_TRUE(parse_ntlm_challenge(whole));
}

TEST(Ntlm, Utf16BecomesUtf8) {
  EXPECT_EQ(utf16_text("A\0\xe9\0\x2f\x04\0"sv), "A\u00e9\u042f");
  EXPECT_EQ(utf16_text("\x3d\xd8\0\xde"sv), "??");
}

}  // namespace
}  // namespace sounder

#include "identify/onc_rpc.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::string_view_literals;

TEST(OncRpc, ACallIsARecordOfFortyBytes) {
  const std::string call = rpc_call(7, 100000, 2, 4);
  ASSERT_EQ(call.size(), 44);
  EXPECT_EQ(call.substr(0, 12), "\x80\0\0\x28\0\0\0\x07\0\0\0\0"sv);
}

TEST(OncRpc, ReadsWhichVersionsThereAre) {
  const auto reply = parse_rpc_reply(
      "\x80\0\0\x20\0\0\0\x07\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0\x04"sv, 7);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->accepted);
  EXPECT_TRUE(reply->whole);
  EXPECT_EQ(reply->status, 2);
  EXPECT_EQ(reply->results, "\0\0\0\x03\0\0\0\x04"sv);
}

TEST(OncRpc, TheReplyToAnotherCallIsNone) {
  EXPECT_FALSE(parse_rpc_reply("\x80\0\0\x18\0\0\0\x08\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, 7));
  EXPECT_FALSE(parse_rpc_reply("\x80\0\0\x18\0\0\0\x07\0\0\0\x01\0\0\0\0\0\0\0\0\xff\xff\xff\xff"sv, 7));
  EXPECT_FALSE(parse_rpc_reply("", 0));
}

}  // namespace
}  // namespace sounder

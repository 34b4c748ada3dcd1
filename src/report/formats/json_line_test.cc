#include "report/formats/json_line.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

TEST(JsonLine, ATerminalIsGivenNothingToObeyAndAReaderGetsTheSame) {
  const std::string evil =
      "a\x1b[31m\x7f\xc2\x9b"
      "2J\xe2\x80\xae\xe2\x81\xa6\t\n\xd0\xb6\xe4\xb8\xad\xf0\x9f\x98\x80\"\\";
  const std::string line = json_line({{"host", evil}});
  EXPECT_EQ(line,
            "{\"host\":\"a\\u001b["
            "31m\\u007f\\u009b2J\\u202e\\u2066\\t\\n\xd0\xb6\xe4\xb8\xad\xf0\x9f\x98\x80\\\"\\\\\"}\n");
  EXPECT_EQ(Json::parse(line).at("host"), evil);
}

TEST(JsonLine, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(json_line({{"host",
                        "a\xff"
                        "b"}}),
            "{\"host\":\"a\xef\xbf\xbd"
            "b\"}\n");
}

}  // namespace
}  // namespace sounder

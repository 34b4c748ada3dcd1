#include "identify/http_answer.h"

#include <gtest/gtest.h>

#include "identify/bytes.h"

namespace sounder {
namespace {

TEST(HttpAnswer, HasStatusHeadersAndBody) {
  const auto answer = parse_http(
      "HTTP/1.1 302 Found\r\nServer: x/1\r\nLOCATION:  /here \r\nContent-Length: 2\r\n\r\nhi", false);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->version, "1.1");
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->reason, "Found");
  EXPECT_EQ(answer->header("server"), "x/1");
  EXPECT_EQ(answer->header("Location"), "/here");
  EXPECT_EQ(answer->header("date"), "");
  EXPECT_EQ(answer->body, "hi");
  EXPECT_TRUE(answer->whole);
}

TEST(HttpAnswer, IsWholeWhenItsLengthIsThereOrItEnds) {
  EXPECT_FALSE(parse_http("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", false)->whole);
  EXPECT_FALSE(parse_http("HTTP/1.1 200 OK\r\nConte", false)->whole);
  EXPECT_FALSE(parse_http("HTTP/1.0 200 OK\n\nhi", false)->whole);
  EXPECT_TRUE(parse_http("HTTP/1.0 200 OK\n\nhi", true)->whole);
  EXPECT_TRUE(
      parse_http("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", false)->whole);
}

TEST(HttpAnswer, WhatIsNoneIsNone) {
  EXPECT_FALSE(parse_http("", true));
  EXPECT_FALSE(parse_http("HTTP/1.1", true));
  EXPECT_FALSE(parse_http("HTTP/1.1 xyz OK\r\n\r\n", true));
  EXPECT_FALSE(parse_http("ICY 200 OK\r\n\r\n", true));
}

TEST(HttpAnswer, HasNoBodyWhereNoneIsAllowed) {
  EXPECT_TRUE(parse_http("HTTP/1.1 204 No Content\r\n\r\n", false)->whole);
}

TEST(HttpAnswer, TellsWhetherTheConnectionStays) {
  EXPECT_TRUE(parse_http("HTTP/1.1 200 OK\r\n\r\n", false)->stays_open());
  EXPECT_FALSE(parse_http("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", false)->stays_open());
  EXPECT_TRUE(parse_http("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n", false)->stays_open());
  EXPECT_FALSE(parse_http("HTTP/1.0 200 OK\r\n\r\n", false)->stays_open());
}

TEST(HttpQuestion, NamesTheHostAsItsUrlDoes) {
  EXPECT_TRUE(contains(http_get({.host = "a.example", .port = 80}, "/"), "\r\nHost: a.example\r\n"));
  EXPECT_TRUE(contains(http_get({.host = "::1", .port = 8080}, "/"), "\r\nHost: [::1]:8080\r\n"));
}

TEST(HttpQuestion, IsAskedAgainForAnotherPath) {
  const std::string asked = http_get({.host = "a.example", .port = 80}, "/");
  EXPECT_EQ(http_path(asked), "/");
  EXPECT_EQ(http_get_again(asked, "/version"), http_get({.host = "a.example", .port = 80}, "/version"));
  EXPECT_EQ(http_path("HELP\r\n"), "");
  EXPECT_EQ(http_get_again("HELP\r\n", "/"), "");
}

TEST(HttpAnswer, JsonValuesAreFoundByTheirKey) {
  const char* json =
      R"({ "name" : "node-1", "version": { "number" : "7.10.2" }, "count":12, "note":"count" })";
  EXPECT_EQ(json_value(json, "name"), "node-1");
  EXPECT_EQ(json_value(json, "number"), "7.10.2");
  EXPECT_EQ(json_value(json, "count"), "12");
  EXPECT_EQ(json_value(json, "cut"), "");
  EXPECT_EQ(json_value(R"({"cut":"off)", "cut"), "off");
  EXPECT_EQ(json_value(R"({"cut)", "cut"), "");
}

}  // namespace
}  // namespace sounder

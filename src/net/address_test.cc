#include "net/address.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(Address, PrintsWhatItParsed) {
  for (const char* word :
       {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::42", "fe80::1%lo"}) {
    const auto address = Address::parse(word);
    ASSERT_TRUE(address) << word;
    EXPECT_EQ(address->to_string(), word);
  }
}

TEST(Address, RefusesWhatIsNoAddress) {
  for (const char* word :
       {"", "1.2.3", "1.2.3.256", "01.2.3.4", "localhost", "[::1]", "::1%", "::1%no-such-link", "1.2.3.4 "})
    EXPECT_FALSE(Address::parse(word)) << word;
}

TEST(Address, IPv4InsideIPv6IsIPv4) {
  EXPECT_EQ(Address::parse("::ffff:192.0.2.1")->unmapped(), *Address::parse("192.0.2.1"));
  EXPECT_EQ(Address::parse("::1")->unmapped(), *Address::parse("::1"));
}

TEST(Address, KnowsLoopback) {
  EXPECT_TRUE(Address::parse("127.9.9.9")->is_loopback());
  EXPECT_TRUE(Address::parse("::1")->is_loopback());
  EXPECT_FALSE(Address::parse("::2")->is_loopback());
  EXPECT_FALSE(Address::parse("10.0.0.1")->is_loopback());
}

TEST(SocketAddress, KeepsTheEndpoint) {
  for (const char* word : {"127.0.0.1", "2001:db8::1"}) {
    const Endpoint endpoint{*Address::parse(word), Port{8080}};
    EXPECT_EQ(SocketAddress(endpoint).endpoint(), endpoint);
  }
}

TEST(HostPort, ReadsEveryFormOfTheManual) {
  const auto check = [](const char* word, const char* host, int port) {
    const auto parsed = parse_host_port(word);
    ASSERT_TRUE(parsed) << word;
    EXPECT_EQ(parsed->host, host);
    EXPECT_EQ(parsed->port ? number(*parsed->port) : 0, port) << word;
  };
  check("localhost", "localhost", 0);
  check("localhost:7", "localhost", 7);
  check("127.0.0.1:65535", "127.0.0.1", 65535);
  check("[::1]", "::1", 0);
  check("[::1]:80", "::1", 80);
  check("::1", "::1", 0);
}

TEST(HostPort, RefusesTheRest) {
  for (const char* word :
       {"", ":80", "h:", "h:0", "h:65536", "h:x", "h:80x", "[::1", "[::1]80", "[h]:80", "a:b:c", "[]:80"})
    EXPECT_FALSE(parse_host_port(word)) << word;
}

TEST(Port, ZeroAndBeyondAreNoPorts) {
  EXPECT_FALSE(parse_port("0"));
  EXPECT_FALSE(parse_port("65536"));
  EXPECT_FALSE(parse_port("-1"));
  EXPECT_EQ(parse_port("65535").value(), Port{65535});
}

}  // namespace
}  // namespace sounder

#include "report/text/host_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "net/services.h"
#include "report/text/width.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

HostStatus host(std::uint32_t number) {
  HostStatus status;
  status.host = number;
  status.address = Address::ipv4(0x0a000001 + number);
  return status;
}

PortMap ports(std::uint16_t count) {
  return PortSet::parse("1-" + std::to_string(count), Services::instance()).value();
}

TEST(HostTable, SaysHowFarEachHostIs) {
  HostStatus first = host(0);
  first.left = 55;
  first.open = 3;
  first.rtt = 12'340us;
  first.rate_per_s = 5000;
  HostStatus second = host(1);
  second.left = 100;
  second.round = 2;
  HostStatus third = host(2);
  third.rtt = 1ms;
  third.rate_per_s = 7;
  third.stalled = true;
  ScanNames names;
  names.add(first.address, "example");
  EXPECT_EQ(host_table({{first, second, third}, 3}, ports(100), names, {24, 90}),
            "  example (10.0.0.1)   45%  3 found  12.3 ms  up to 5000/s\n"
            "  10.0.0.2              0%  0 found                         no answer yet, pass 2\n"
            "  10.0.0.3            100%  0 found   1.0 ms                stopped answering\n");
}

// A scan that seems to stand still says what it waits for.
TEST(HostTable, SaysWhoHoldsARateDownAndWhoWaits) {
  HostStatus first = host(0);
  first.rtt = 1ms;
  first.rate_per_s = 25;
  first.policed = true;
  HostStatus second = host(1);
  second.rtt = 1ms;
  second.policed = second.waits = true;
  EXPECT_EQ(host_table({{first, second}, 2}, ports(100), {}, {24, 90}),
            "  10.0.0.1  100%  0 found  1.0 ms  up to 25/s  behind a rate limit\n"
            "  10.0.0.2  100%  0 found  1.0 ms              behind a rate limit, waits its turn\n");
}

TEST(HostTable, FitsTheScreenAndCountsTheRest) {
  ScanStatus status;
  for (std::uint32_t i = 0; i < 100; ++i) status.hosts.push_back(host(i));
  status.under_way = 3000;
  for (const std::size_t rows : {1U, 4U, 5U, 24U, 60U})
    for (const std::size_t columns : {1U, 20U, 79U}) {
      std::stringstream lines(host_table(status, ports(10), {}, {rows, columns}));
      std::size_t count = 0;
      std::string last;
      for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_LE(display_width(line), columns);
        last = line;
      }
      EXPECT_LE(count, std::max<std::size_t>(rows, 5) - 3);
      if (columns == 79) {
        EXPECT_THAT(last, HasSubstr("and " + std::to_string(3001 - count) + " more"));
      }
    }
}

// Rows that were only cut ended in the middle of a figure.
TEST(HostTable, ANarrowScreenHasFewerColumnsAndShorterNames) {
  HostStatus one = host(0);
  one.open = 3;
  one.rtt = 12'340us;
  one.rate_per_s = 5000;
  one.round = 2;
  ScanNames names;
  names.add(one.address, "a-printer-with-a-long-name.example");
  const auto table = [&](std::size_t columns) {
    return host_table({{one}, 1}, ports(100), names, {24, columns});
  };
  EXPECT_EQ(
      table(100),
      "  a-printer-with-a-long-name.example (10.0.0.1)  100%  3 found  12.3 ms  up to 5000/s  pass 2\n");
  EXPECT_EQ(table(80), "  a-printer-with-a-long-name.example (10.0.0.1)  100%  3 found  12.3 ms  pass 2\n");
  EXPECT_EQ(table(39), "  a-print…0.0.1)  100%  3 found  pass 2\n");
  EXPECT_EQ(table(20), "  a-pr…0.1)  100%\n");
}

TEST(HostTable, NobodyUnderWayIsNoLine) { EXPECT_EQ(host_table({}, ports(10), {}, {24, 79}), ""); }

TEST(HostStatus, SharesOfAHostAreOne) {
  HostStatus one = host(0);
  one.left = 5;
  one.open = 1;
  one.rtt = 3ms;
  one.rate_per_s = 10;
  one.resting = true;
  HostStatus other = host(0);
  other.left = 6;
  other.rtt = 2ms;
  other.rate_per_s = 20;
  other.round = 2;
  other.limits_resets = other.policed = other.waits = true;
  const HostStatus both = merged(one, other);
  EXPECT_EQ(both.left, 11U);
  EXPECT_EQ(both.open, 1U);
  EXPECT_EQ(both.rtt, 2ms);
  EXPECT_EQ(both.rate_per_s, 30);
  EXPECT_EQ(both.round, 1);
  EXPECT_FALSE(both.resting);
  EXPECT_TRUE(both.limits_resets);
  EXPECT_TRUE(both.policed);
  EXPECT_FALSE(both.waits);  // one slice works on it
}

}  // namespace
}  // namespace sounder

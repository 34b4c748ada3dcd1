#include "library/sounder/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/support/listener.h"

namespace sounder {
namespace {

using testing::HasSubstr;

std::uint64_t sum_of_states(const ScanTotals& totals) {
  return totals.open + totals.closed + totals.filtered + totals.unreachable + totals.untested;
}

TEST(LibraryScan, TellsEachPortOnceAndAccountsForAll) {
  const test::Listener listener("127.0.0.6");
  std::map<std::uint16_t, int> told;
  std::vector<PortResult> open;
  const auto totals = scan({.targets = {"127.0.0.6"}}, [&](const PortResult& result) {
    ++told[result.port];
    if (result.state == PortState::kOpen) open.push_back(result);
  });
  ASSERT_TRUE(totals) << totals.error();
  EXPECT_EQ(totals->probes, 65535U);
  EXPECT_EQ(sum_of_states(*totals), totals->probes);
  EXPECT_EQ(totals->untested, 0U);
  EXPECT_EQ(told.size(), 65535U);
  for (const auto& [port, times] : told) EXPECT_EQ(times, 1) << port;
  // Others on this machine may listen at every address.
  const auto ours = std::ranges::find(open, number(listener.where().port), &PortResult::port);
  ASSERT_NE(ours, open.end());
  EXPECT_EQ(open.size(), totals->open);
  EXPECT_EQ(ours->address, "127.0.0.6");
  EXPECT_EQ(ours->reason, "syn-ack");
  EXPECT_TRUE(ours->round_trip);
}

TEST(LibraryScan, ANameIsToldBesideItsAddress) {
  std::string host;
  const auto totals = scan({.targets = {"localhost"}, .exclude = {"::1"}, .ports = "1"},
                           [&](const PortResult& result) { host = result.host; });
  ASSERT_TRUE(totals) << totals.error();
  EXPECT_EQ(totals->probes, 1U);
  EXPECT_EQ(host, "localhost");
}

TEST(LibraryScan, AStopEndsItAndLeavesTheRestUntested) {
  std::stop_source stop;
  const auto totals = scan({.targets = {"127.0.0.0/12"}, .ports = "1-1000", .stop = stop.get_token()},
                           [&](const PortResult&) { stop.request_stop(); });
  ASSERT_TRUE(totals) << totals.error();
  EXPECT_TRUE(totals->interrupted);
  EXPECT_GT(totals->untested, 0U);
  EXPECT_EQ(sum_of_states(*totals), totals->probes);
}

TEST(LibraryScan, WhatIsWrongInTheOptionsIsAnErrorThatNamesIt) {
  const auto nobody = [](const PortResult&) { ADD_FAILURE() << "a port was told"; };
  EXPECT_THAT(scan({.targets = {}}, nobody).error(), HasSubstr("no target"));
  EXPECT_THAT(scan({.targets = {"10.0.0.0/33"}}, nobody).error(), HasSubstr("33"));
  EXPECT_THAT(scan({.targets = {"127.0.0.1"}, .ports = "70000"}, nobody).error(), HasSubstr("70000"));
  EXPECT_THAT(scan({.targets = {"127.0.0.1"}, .max_rate_per_s = 0}, nobody).error(), HasSubstr("max_rate"));
  EXPECT_THAT(scan({.targets = {"127.0.0.1"}, .tries = 0}, nobody).error(), HasSubstr("tries"));
  EXPECT_THAT(scan({.targets = {"127.0.0.1"}, .timeout = std::chrono::nanoseconds(1)}, nobody).error(),
              HasSubstr("timeout"));
  EXPECT_THAT(scan({.targets = {"9.0.0.0/8"}, .ports = "1"}, nobody).error(), HasSubstr("authorized"));
}

TEST(LibraryScan, WithoutAFunctionItOnlyCounts) {
  const auto totals = scan({.targets = {"127.0.0.6"}, .ports = "1-100"}, {});
  ASSERT_TRUE(totals) << totals.error();
  EXPECT_EQ(sum_of_states(*totals), 100U);
}

}  // namespace
}  // namespace sounder

#include "report/text/text_report.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

TEST(TextReport, TheServiceStandsInAColumn) {
  EXPECT_EQ(port_line(Port{22}, State::kOpen, "ssh"), "Port 22 is open    ssh");
  EXPECT_EQ(port_line(Port{631}, State::kOpen, "ipp"), "Port 631 is open   ipp");
  EXPECT_EQ(port_line(Port{4}, State::kOpen, ""), "Port 4 is open");
}

TEST(TextReport, AHostIsCalledByTheNameItWasAskedFor) {
  ScanNames names;
  names.add(*Address::parse("127.0.0.1"), "localhost");
  EXPECT_EQ(host_line(*Address::parse("127.0.0.1"), names), "localhost (127.0.0.1)");
  names.add(*Address::parse("127.0.0.1"), "here");
  names.add(*Address::parse("127.0.0.1"), "localhost");
  EXPECT_EQ(host_line(*Address::parse("127.0.0.1"), names), "localhost, here (127.0.0.1)");
  EXPECT_EQ(host_line(*Address::parse("::1"), names), "::1");
}

TEST(TextReport, WhatIsRemarkableIsSaidInOneLine) {
  HostDone host;
  host.counts = {2, 998, 0, 0, 0};
  EXPECT_EQ(host_notes(host), "");
  host.limits_resets = true;
  EXPECT_NE(host_notes(host).find("limits its resets"), std::string::npos);
  host.limits_resets = false;
  host.counts = {1000, 0, 0, 0, 0};
  EXPECT_NE(host_notes(host).find("every port answers"), std::string::npos);
  host.counts = {1, 0, 0, 0, 0};
  EXPECT_EQ(host_notes(host), "");
}

TEST(TextReport, AnswersThatFoundNoRoomHereAreTold) {
  EXPECT_EQ(loss_note({{1, 0, 0, 0, 0}, 1, 1, 0ms, false, 0}), "");
  EXPECT_EQ(loss_note({{1, 0, 0, 0, 0}, 1, 1, 0ms, false, 12}),
            "12 answers were dropped by this machine (buffer full); their ports were probed again\n");
}

TEST(TextReport, TheSummaryAccountsForEveryProbe) {
  const Summary summary{{2, 65533, 0, 0, 0}, 65535, 65541, 410ms, false};
  EXPECT_EQ(summary_line(summary),
            "65535 probes: 2 open, 65533 closed, 0 filtered, 0 unreachable, 0 untested in 0.41 s");
  EXPECT_EQ(summary_line({{1, 0, 0, 0, 0}, 1, 1, 0ms, false}).substr(0, 8), "1 probe:");
}

}  // namespace
}  // namespace sounder

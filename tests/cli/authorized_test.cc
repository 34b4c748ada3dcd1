// Large scans of the internet: refused, or told about, and what wide ranges leave out. Nothing is sent: dry
// runs, and a network namespace without a way out.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/net_namespace.h"
#include "tests/support/program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> scan(std::vector<std::string> words) {
  words.insert(words.begin(), {SOUNDER, "--lang", "en", "scan"});
  return words;
}

// What standard error says of a dry run whose reader wants no line of it.
std::string told(std::vector<std::string> words) {
  words.emplace_back("--dry-run");
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Fd(ends[0]).close();
  const Fd writing(ends[1]);
  Program program(scan(words), {.standard_output = writing.get()});
  EXPECT_EQ(program.wait_exit(), 0);
  return program.error();
}

TEST(Authorized, WithoutItALargePublicScanIsRefusedInOneLine) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    for (const char* scanner : {"--in-turn", "--quiet"}) {
      Program program(scan({scanner, "-p", "80", "9.0.0.0/15"}));
      if (program.wait_exit() != 2) return "not refused";
      if (!program.output().empty()) return "something on standard output";
      if (program.error() !=
          "sounder: 131072 public addresses: at least 131072 packets, at 100000 a second at least 0:02; add "
          "--authorized if you may scan them\n")
        return program.error();
    }
    return {};
  }));
}

TEST(Authorized, WithItTheSameNumbersAreTold) {
  const std::string size = "131072 public addresses: at least 131072 packets, at 5 a second at least 7:16:55";
  EXPECT_THAT(told({"--authorized", "--max-rate", "5", "-p", "80", "9.0.0.0/15"}),
              StartsWith(size + "\nPlan: "));
  EXPECT_THAT(told({"--max-rate", "5", "-p", "80", "9.0.0.0/15"}), StartsWith(size + "; add --authorized"));
  EXPECT_EQ(told({"--quiet", "--authorized", "-p", "80", "9.0.0.0/15"}), "");
}

TEST(Authorized, AWideRangeTellsWhatItLeavesOut) {
  EXPECT_THAT(told({"-p", "80", "126.0.0.0/7"}),
              StartsWith("16777216 reserved, private or multicast addresses are left out; "));
  EXPECT_THAT(told({"-p", "80", "126.0.0.0/7"}), HasSubstr("Plan: 16777216 addresses, 1 port: "));
  EXPECT_EQ(told({"--quiet", "-p", "80", "126.0.0.0/7"}), "");
}

TEST(Authorized, WhatAnotherWordNamesIsNotLeftOut) {
  EXPECT_THAT(told({"-p", "80", "126.0.0.0/7", "127.0.0.0/8"}),
              AllOf(Not(HasSubstr("left out")), HasSubstr("Plan: 33554432 addresses")));
  EXPECT_THAT(told({"-p", "80", "126.0.0.0/7", "--exclude", "127.0.0.0/9"}),
              AllOf(StartsWith("8388608 reserved"), HasSubstr("Plan: 16777216 addresses")));
}

TEST(Authorized, APrivateNetworkIsScannedWhole) {
  EXPECT_THAT(told({"-p", "80", "10.0.0.0/8"}), StartsWith("Plan: 16777216 addresses, 1 port: "));
}

}  // namespace
}  // namespace sounder::test

// sounder load --udp as a program: against sounder serve --udp, and against servers that lose, swap, repeat
// and change datagrams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "tests/echo/load/load_program.h"
#include "tests/echo/load/udp_load_server.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

Ended load_udp(const std::string& where, std::vector<std::string> flags) {
  flags.emplace_back("--udp");
  return load_json(where, std::move(flags));
}

int count(const Json& json, const char* field) { return json.at(field).get<int>(); }

// Whatever happens: every request has one fate.
void expect_accounted_for(const Json& json) {
  EXPECT_EQ(count(json, "requests"),
            count(json, "round_trips") + count(json, "lost") + count(json, "unfinished"));
  EXPECT_LE(count(json, "too_late"), count(json, "lost"));
}

class LoadUdp : public testing::Test {
 protected:
  ServeProgram server{{"--udp", "--udp-rate", "0"}, "127.0.0.26"};
  std::string where = server.where.to_string();
};

TEST_F(LoadUdp, AClosedLoopBringsEveryByteBack) {
  for (const char* size : {"16", "64", "1472", "65507"}) {
    const auto ended = load_udp(where, {"--size", size, "--connections", "3"});
    EXPECT_EQ(ended.code, 0) << ended.error;
    const Json json = ended.json();
    EXPECT_EQ(json.at("udp"), true);
    EXPECT_GT(count(json, "round_trips"), 10) << size;
    EXPECT_EQ(count(json, "mismatched"), 0);
    EXPECT_EQ(count(json, "duplicated"), 0);
    EXPECT_EQ(json.at("errors"), 0);
    EXPECT_GT(json.at("latency_us").at("p50"), 0.0);
    expect_accounted_for(json);
  }
}

TEST_F(LoadUdp, APipelineAndThreadsShareTheWork) {
  const auto ended = load_udp(where, {"--pipeline", "20", "--connections", "4", "--threads", "2"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_GT(count(ended.json(), "round_trips"), 100);
  EXPECT_EQ(count(ended.json(), "mismatched"), 0);
  expect_accounted_for(ended.json());
}

TEST_F(LoadUdp, AnOpenLoopSendsWhatItsScheduleAsksFor) {
  const auto ended = load_udp(where, {"--rate", "1000", "--connections", "7", "--duration", "500ms"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  const Json json = ended.json();
  EXPECT_EQ(count(json, "requests") + count(json, "unsent"), 500);
  EXPECT_GT(count(json, "round_trips"), 100);
  EXPECT_TRUE(json.contains("late_us"));
  expect_accounted_for(json);
}

TEST_F(LoadUdp, AScheduleBeyondAnyMachineStillReadsItsAnswers) {
  const auto ended = load_udp(where, {"--rate", "1000000000", "--duration", "200ms", "--timeout", "300ms"});
  EXPECT_GT(count(ended.json(), "round_trips"), 100);
  EXPECT_GT(count(ended.json(), "unsent"), 1000);
  expect_accounted_for(ended.json());
}

TEST_F(LoadUdp, TheTextHasATableOfWhatBecameOfThemAndAPicture) {
  const auto ended = load(where, {"--udp", "--duration", "300ms", "--connections", "2"});
  EXPECT_EQ(ended.code, 0);
  for (const char* part : {"/udp: 2 sockets, 64 bytes, closed loop", "\nsent ", "\nanswered ", "\nlost ",
                           "\ntoo late ", "\nreordered ", "\nduplicated ", "\nwrong bytes ", "p99.9", "█"})
    EXPECT_THAT(ended.output, HasSubstr(part));
}

TEST_F(LoadUdp, ATerminalSeesTheProgress) {
  TerminalProgram program(load_words(where, {"--udp", "--duration", "1s"}));
  EXPECT_TRUE(program.expect("0 s of 1 s, "));
  EXPECT_TRUE(program.expect(" lost"));
  EXPECT_TRUE(program.expect("answered"));
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST_F(LoadUdp, AnIpv6TargetIsReached) {
  const ServeProgram ipv6({"--udp", "--udp-rate", "0"}, "[::1]");
  EXPECT_EQ(load_udp(ipv6.where.to_string(), {}).code, 0);
}

TEST(LoadUdpWrongs, EveryTenthThatIsDroppedIsLost) {
  const UdpLoadServer server([](const std::string& got, std::size_t before) {
    return before % 10 == 9 ? std::vector<std::string>{} : std::vector{got};
  });
  const auto ended = load_udp(
      server.where(), {"--connections", "1", "--rate", "500", "--duration", "600ms", "--timeout", "300ms"});
  EXPECT_EQ(ended.code, 0) << "loss is what is measured";
  const Json json = ended.json();
  // What arrived was answered but for every tenth; what the kernel lost on a busy machine comes on top.
  EXPECT_GE(count(json, "lost"), count(json, "requests") / 10 - 1);
  EXPECT_GE(count(json, "round_trips"), count(json, "requests") / 2);
  EXPECT_EQ(count(json, "mismatched"), 0);
  expect_accounted_for(json);
}

TEST(LoadUdpWrongs, SwappedNeighboursAreReordered) {
  std::string held;
  const UdpLoadServer server([&](const std::string& got, std::size_t before) {
    if (before % 2 == 1) return std::vector{got, held};
    held = got;
    return std::vector<std::string>{};
  });
  const auto ended = load_udp(server.where(), {"--connections", "1", "--pipeline", "4"});
  EXPECT_EQ(ended.code, 0);
  const Json json = ended.json();
  EXPECT_GT(count(json, "reordered"), 10);
  EXPECT_LE(count(json, "reordered"), count(json, "round_trips") / 2 + 1);
  EXPECT_EQ(count(json, "duplicated"), 0);
  expect_accounted_for(json);
}

TEST(LoadUdpWrongs, AnAnswerThatComesTwiceIsADuplicate) {
  const UdpLoadServer server([](const std::string& got, std::size_t) { return std::vector{got, got}; });
  const auto ended = load_udp(server.where(), {"--connections", "2"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_GT(count(ended.json(), "duplicated"), 10);
  EXPECT_LE(count(ended.json(), "duplicated"), count(ended.json(), "round_trips"));
  expect_accounted_for(ended.json());
}

TEST(LoadUdpWrongs, AChangedByteAnywhereIsAWrongAnswer) {
  for (const std::size_t place : {0U, 8U, 16U, 99U}) {
    const UdpLoadServer server([&](std::string got, std::size_t before) {
      if (before % 5 == 4) got[place] ^= 1;
      return std::vector{got};
    });
    const auto ended = load_udp(server.where(), {"--connections", "1", "--size", "100", "--timeout", "50ms"});
    EXPECT_EQ(ended.code, 1) << place;
    EXPECT_GE(count(ended.json(), "mismatched"), 1) << place;
    EXPECT_GE(count(ended.json(), "round_trips"), 4) << place;
    expect_accounted_for(ended.json());
  }
}

TEST(LoadUdpWrongs, AnAnswerOfAnotherLengthIsWrong) {
  const UdpLoadServer server([](const std::string& got, std::size_t before) {
    return std::vector{before % 2 == 0 ? got + "!" : got.substr(0, before % 20)};
  });
  const auto ended = load_udp(server.where(), {"--connections", "1", "--timeout", "50ms"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_GE(count(ended.json(), "mismatched"), 2);
  EXPECT_EQ(count(ended.json(), "round_trips"), 0);
}

TEST(LoadUdpWrongs, AServerThatSaysNothingLosesEverythingAndThatIsAFailure) {
  const UdpLoadServer server([](const std::string&, std::size_t) { return std::vector<std::string>{}; });
  const auto ended = load_udp(server.where(), {"--connections", "3", "--timeout", "100ms"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_GE(count(ended.json(), "requests"), 3);
  EXPECT_EQ(ended.json().at("lost"), ended.json().at("requests"));
  EXPECT_EQ(ended.json().at("errors"), 0);
}

TEST(LoadUdpWrongs, APortThatIsUnreachableIsToldAsSuch) {
  const ServeProgram tcp_only({}, "127.0.0.26");
  const auto ended = load(tcp_only.where.to_string(), {"--udp", "--duration", "300ms", "--timeout", "100ms"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.output, HasSubstr("\"port unreachable\" came back: nothing listens there\n"));
}

TEST(LoadUdpWrongs, ASignalEndsItWithTheResultsSoFar) {
  std::atomic<bool> asked = false;
  const UdpLoadServer server([&](const std::string& got, std::size_t) {
    asked = true;
    return std::vector{got};
  });
  Program program(load_words(server.where(), {"--udp", "--duration", "1h", "--json", "-"}));
  const Instant patience = clock_now() + kPatience;
  while (!asked && clock_now() < patience) std::this_thread::yield();
  program.signal(SIGINT);
  EXPECT_EQ(program.wait_exit(), 130);
  const Json json = Json::parse(program.output());
  EXPECT_EQ(json.at("interrupted"), true);
  expect_accounted_for(json);
}

TEST(LoadUdpWrongs, WhatMakesNoSenseOverUdpIsSaid) {
  const auto bad = [](const std::vector<std::string>& flags) {
    const auto ended = load_udp("127.0.0.26:9", flags);
    EXPECT_EQ(ended.code, 2);
    return ended.error;
  };
  EXPECT_THAT(bad({"--churn"}), HasSubstr("--churn works over TCP only"));
  EXPECT_THAT(bad({"--tls"}), HasSubstr("--tls works over TCP only"));
  EXPECT_THAT(bad({"--size", "15"}), HasSubstr("--size 15: with --udp this must be from 16 to 65507"));
  EXPECT_THAT(bad({"--size", "65508"}), HasSubstr("from 16 to 65507"));
}

}  // namespace
}  // namespace sounder::test

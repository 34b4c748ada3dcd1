// sounder load as a program: against sounder serve, and against servers that do wrong.
#include "tests/echo/load/load_program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "report/text/terminal.h"
#include "tests/echo/load/load_servers.h"
#include "tests/support/net_namespace.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
class Load : public testing::Test {
 protected:
  ServeProgram server{{}, "127.0.0.22"};
  std::string where = server.where.to_string();
};

TEST_F(Load, AClosedLoopBringsEveryByteBack) {
  const auto ended = load_json(where, {"--connections", "20"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  const Json json = ended.json();
  EXPECT_EQ(json.at("target"), where);
  EXPECT_EQ(json.at("loop"), "closed");
  EXPECT_EQ(json.at("connections"), 20);
  EXPECT_GT(json.at("round_trips"), 100);
  EXPECT_EQ(json.at("requests"), json.at("round_trips"));
  EXPECT_EQ(json.at("errors"), 0);
  EXPECT_EQ(json.at("mismatched"), 0);
  EXPECT_GT(json.at("latency_us").at("p50"), 0.0);
  EXPECT_LE(json.at("latency_us").at("p50"), json.at("latency_us").at("max"));
}

TEST_F(Load, MessagesOfAnySizeComeBackWhole) {
  for (const char* size : {"1", "1000", "65537", "16777216"}) {
    for (const char* connections : {"1", "2"}) {
      const auto ended = load_json(where, {"--connections", connections, "--size", size});
      EXPECT_EQ(ended.code, 0) << size << ended.error;
      EXPECT_GT(ended.json().at("round_trips"), 1) << size;
    }
  }
}

TEST_F(Load, APipelineHasSeveralRequestsUnderWay) {
  const auto ended = load_json(where, {"--pipeline", "100", "--connections", "3", "--size", "777"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_EQ(ended.json().at("pipeline"), 100);
  EXPECT_GT(ended.json().at("round_trips"), 300);
}

TEST_F(Load, SeveralThreadsShareTheConnections) {
  const auto ended = load_json(where, {"--threads", "3", "--connections", "10"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_EQ(ended.json().at("threads"), 3);
}

TEST_F(Load, AnOpenLoopKeepsItsRate) {
  const auto ended = load_json(where, {"--rate", "2000", "--duration", "1s"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  const Json json = ended.json();
  EXPECT_EQ(json.at("rate_asked"), 2000.0);
  EXPECT_EQ(json.at("round_trips"), 2000);  // what is late is still sent
  EXPECT_EQ(json.at("unsent"), 0);
  EXPECT_TRUE(json.contains("late_us"));
}

TEST_F(Load, AScheduleBeyondAnyMachineStillReadsItsAnswers) {
  const auto ended = load_json(where, {"--rate", "1000000000", "--duration", "200ms", "--timeout", "500ms"});
  const Json json = ended.json();
  EXPECT_GT(json.at("round_trips"), 1000);
  EXPECT_GT(json.at("unsent"), 1000);
  EXPECT_EQ(json.at("mismatched"), 0);
}

TEST_F(Load, ChurnHasAConnectionForEveryRequest) {
  const auto ended = load_json(where, {"--churn", "--connections", "5"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_GT(ended.json().at("round_trips"), 20);
  EXPECT_GT(ended.json().at("connect_us").at("p50"), 0.0);
  const auto scheduled = load_json(where, {"--churn", "--rate", "200", "--duration", "500ms"});
  EXPECT_EQ(scheduled.code, 0) << scheduled.error;
  EXPECT_EQ(scheduled.json().at("round_trips"), 100);
}

TEST_F(Load, TheTextHasATableAndAPictureAlsoInAPipe) {
  const auto ended = load(where, {"--duration", "300ms"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.error, "");
  for (const char* part : {"closed loop", "round trips in 0.3", "every byte verified", "p99.9", "█"})
    EXPECT_THAT(ended.output, HasSubstr(part));
}

TEST_F(Load, ATerminalSeesTheProgress) {
  TerminalProgram program(load_words(where, {"--duration", "1s"}));
  EXPECT_TRUE(program.expect("0 s of 1 s, "));
  EXPECT_TRUE(program.expect("/s, p99 "));
  EXPECT_TRUE(program.expect("0 errors"));
  EXPECT_TRUE(program.expect("every byte verified"));
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST_F(Load, JsonInAFileLeavesTheTextOnTheScreen) {
  const std::string path = testing::TempDir() + "load_program_test.json";
  const auto ended = load(where, {"--duration", "300ms", "--json", path});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.output, HasSubstr("p99.9"));
  std::ifstream file(path);
  EXPECT_EQ(Json::parse(file).at("v"), 1);
  ::unlink(path.c_str());
}

TEST_F(Load, ASignalEndsItWithTheResultsSoFar) {
  Program program(load_words(where, {"--duration", "1h", "--json", "-"}));
  ASSERT_TRUE(server.program.expect_error("100 active"));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait_exit(), 130);
  const Json json = Json::parse(program.output());
  EXPECT_EQ(json.at("interrupted"), true);
  EXPECT_EQ(json.at("duration_s"), 3600);
  EXPECT_LT(json.at("elapsed_s"), 3600);
  EXPECT_EQ(json.at("errors"), 0);
}

TEST_F(Load, AnInterruptedRunSaysHowMuchOfItWasDone) {
  Program program(load_words(where, {"--duration", "30s"}));
  ASSERT_TRUE(server.program.expect_error("100 active"));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait_exit(), 130);
  EXPECT_THAT(program.output(), testing::ContainsRegex("\ninterrupted: [0-9.]+ s of 30 s\n"));
}

TEST_F(Load, ThePortMayBeASecondWord) {
  const auto parsed = parse_host_port(where);
  const auto ended = load(parsed->host, {std::to_string(number(*parsed->port)), "--duration", "100ms"});
  EXPECT_EQ(ended.code, 0) << ended.error;
}

// Every line that a terminal of that width shows, whatever it is.
TEST_F(Load, NothingIsWiderThanTheTerminal) {
  for (const std::uint16_t columns : {std::uint16_t{40}, std::uint16_t{60}, std::uint16_t{80}})
    for (const char* language : {"en", "ru"})
      for (const auto& flags : std::vector<std::vector<std::string>>{
               {}, {"--rate", "1000"}, {"--churn"}, {"--rate", "1000", "--churn"}}) {
        std::vector<std::string> words{kSounder, "--lang", language, "load", where, "--duration", "300ms"};
        words.insert(words.end(), flags.begin(), flags.end());
        TerminalProgram program(words, {}, {.columns = columns});
        EXPECT_EQ(program.wait_exit(), 0) << program.shown();
        EXPECT_THAT(program.shown(), HasSubstr("p99"));
        EXPECT_THAT(program.shown(), HasSubstr("█"));
        std::istringstream lines(program.shown());
        for (std::string line; std::getline(lines, line);) {
          if (line.ends_with('\r')) line.pop_back();
          line = line.substr(line.rfind('\r') + 1);  // the status line is drawn over itself
          if (line.find('\033') != std::string::npos) continue;
          EXPECT_LE(display_width(line), columns) << line;
        }
      }
}

TEST_F(Load, AFullDiskIsThisMachinesFault) {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(load(where, {"--duration", "100ms"}, {.standard_output = full.get()}).code, 3);
  EXPECT_EQ(load(where, {"--duration", "100ms", "--json", "/no/such/folder/x"}).code, 3);
}

TEST_F(Load, SourcesTakeTurns) {
  const auto ended = load_json(where, {"--source", "127.0.0.31,127.0.0.32", "--connections", "10"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_TRUE(server.program.expect_error("127.0.0.31:"));
  EXPECT_TRUE(server.program.expect_error("127.0.0.32:"));
}

TEST_F(Load, AThousandConnectionsAreOpenAtOnce) {
  const auto ended = load_json(where, {"--connections", "1000", "--duration", "1s"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_TRUE(server.program.expect_error("1000 active"));
}

TEST_F(Load, TooFewDescriptorsAreThisMachinesFault) {
  ProgramStart start;
  start.in_child = [] {
    const rlimit few{100, 100};
    ::setrlimit(RLIMIT_NOFILE, &few);
  };
  const auto ended = load(where, {"--connections", "200"}, start);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.error, HasSubstr("--connections 200: this process may open 100 descriptors"));
}

TEST(LoadWrongs, ARefusedConnectionIsNamed) {
  std::string nobody;
  {
    const Listener listener("127.0.0.23");
    nobody = listener.where().to_string();
  }
  for (const char* churn : {"", "--churn"}) {
    std::vector<std::string> flags{"--duration", "300ms"};
    if (*churn != 0) flags.emplace_back(churn);
    const auto ended = load(nobody, flags);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.output, "");
    EXPECT_THAT(ended.error, HasSubstr("refused, nothing listens there"));
  }
}

TEST(LoadWrongs, ASingleWrongByteIsCountedAndTheRunGoesOn) {
  const LoadServer server([](std::string got, std::size_t before) {
    if (before < 640 && before + got.size() >= 640) got.back() ^= 1;  // the tenth answer of each connection
    return std::optional(got);
  });
  const auto ended = load_json(server.where(), {"--connections", "4", "--duration", "1200ms"});
  EXPECT_EQ(ended.code, 1);
  const Json json = ended.json();
  EXPECT_GE(json.at("mismatched"), 8);  // each connection is opened again after half a second
  EXPECT_EQ(json.at("errors"), 0);
  EXPECT_EQ(json.at("round_trips"), 9 * json.at("mismatched").get<int>());
}

// Each comes from a report of somebody who measured the wrong thing.
TEST(LoadWrongs, WhatAnswersInsteadOfAnEchoIsNamed) {
  const std::vector<std::pair<std::string, const char*>> servers{
      {"PROXY TCP4 192.0.2.1 192.0.2.2 1234 7\r\n", "looks like a PROXY protocol header"},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "looks like HTTP"},
      {std::string("\x15\x03\x01\0\x02\x02\x46", 7), "looks like TLS: use --tls"}};
  for (const auto& [head, says] : servers) {
    const LoadServer server([&greeting = head](const std::string& got, std::size_t before) {
      return std::optional(before == 0 ? greeting + got : got);
    });
    const auto ended = load(server.where(), {"--connections", "1", "--duration", "300ms"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.output, testing::Not(HasSubstr("no errors")));
    EXPECT_THAT(ended.output, HasSubstr("of its connection; received "));
    EXPECT_THAT(ended.output, HasSubstr(says));
  }
}

// The kernel completes connects to a listener whose server stands still, but no lane is free meanwhile.
TEST(LoadWrongs, AServerThatStopsForASecondIsNotTakenForLatenessOfThisMachine) {
  const auto begin = std::chrono::steady_clock::now();
  const LoadServer server([begin, stopped = false](std::string got, std::size_t) mutable {
    if (!stopped && std::chrono::steady_clock::now() - begin > 500ms) {
      stopped = true;
      std::this_thread::sleep_for(1s);
    }
    return std::optional(std::move(got));
  });
  const auto ended =
      load_json(server.where(), {"--rate", "200", "--connections", "5", "--duration", "3s", "--churn"});
  const Json json = ended.json();
  EXPECT_GT(json.at("waited_us").at("max"), 500'000.0) << json;
  EXPECT_LT(json.at("late_us").at("p99"), json.at("waited_us").at("p99").get<double>() / 2) << json;
}

TEST(LoadWrongs, RunsOfSeveralMachinesAddUp) {
  const TemporaryFolder folder;
  const LoadServer server([](std::string got, std::size_t) { return std::optional(std::move(got)); });
  std::vector<std::string> files;
  std::uint64_t round_trips = 0;
  for (const char* name : {"/one.json", "/other.json"}) {
    files.push_back(folder.path() + name);
    ASSERT_EQ(load(server.where(), {"--rate", "100", "--duration", "300ms", "--json", files.back()}).code, 0);
    std::ifstream file(files.back());
    round_trips += Json::parse(file).at("round_trips").get<std::uint64_t>();
  }
  const auto merged = load("merge", {files[0], files[1], "--json", "-"});
  ASSERT_EQ(merged.code, 0) << merged.error;
  EXPECT_EQ(merged.json().at("round_trips"), round_trips);
  EXPECT_EQ(merged.json().at("rate_asked"), 200.0);
  EXPECT_EQ(merged.json().at("runs"), 2);
  EXPECT_THAT(load("merge", files).output, HasSubstr("2 runs added up\n"));
  EXPECT_THAT(load("merge", {files[0], folder.path() + "/none"}).error, HasSubstr("/none': no such file"));
  EXPECT_THAT(load("merge", {files[0], "/etc/services"}).error, HasSubstr("not the JSON of a load run"));
  EXPECT_EQ(load("merge", {files[0], "--json", files[0]}).code, 2);
  EXPECT_EQ(load("merge", {files[0], "--churn"}).code, 2);
  EXPECT_EQ(load("merge", {}).code, 2);
  ASSERT_EQ(load(server.where(), {"--size", "65", "--duration", "100ms", "--json", files[1]}).code, 0);
  EXPECT_THAT(load("merge", files).error, HasSubstr("they differ in 'loop'"));
}

TEST(LoadWrongs, BytesThatNobodySentAreWrong) {
  const LoadServer server([](const std::string& got, std::size_t) { return std::optional(got + "!"); });
  const auto ended = load_json(server.where(), {"--connections", "1"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_GE(ended.json().at("mismatched"), 1);
}

TEST(LoadWrongs, AnswersSwappedBetweenConnectionsAreWrong) {
  std::string other;
  const LoadServer server([&](std::string got, std::size_t) {
    std::swap(got, other);
    return std::optional(got);
  });
  const auto ended = load_json(server.where(), {"--connections", "2", "--timeout", "1s"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_GE(ended.json().at("mismatched"), 1);
}

TEST(LoadWrongs, AResetIsCountedByItsKind) {
  const LoadServer server(
      [](std::string got, std::size_t before) { return before == 0 ? std::optional(got) : std::nullopt; });
  const auto ended = load_json(server.where(), {"--connections", "2"});
  EXPECT_EQ(ended.code, 1);
  const Json json = ended.json();
  EXPECT_GE(json.at("errors_by_kind").at("reset"), 2);
  EXPECT_EQ(json.at("unanswered"), json.at("errors"));
  EXPECT_GE(json.at("round_trips"), 2);
}

TEST(LoadWrongs, AnEarlyEndIsCountedByItsKind) {
  std::atomic<int> connections = 0;
  const Listener listener("127.0.0.24");
  std::jthread closing([&](const std::stop_token& stop) {
    set_blocking(listener.fd(), false);
    while (!stop.stop_requested()) {
      pollfd p{listener.fd(), POLLIN, 0};
      ::poll(&p, 1, 20);
      if (const Fd fd(::accept(listener.fd(), nullptr, nullptr)); fd) {
        std::array<char, 64> room{};
        pollfd in{fd.get(), POLLIN, 0};
        ::poll(&in, 1, 1000);
        static_cast<void>(::recv(fd.get(), room.data(), room.size(), 0));
        ++connections;
      }
    }
  });
  const auto ended = load_json(listener.where().to_string(), {"--connections", "1"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_GE(ended.json().at("errors_by_kind").at("closed_early"), 1);
  EXPECT_GE(connections, 1);
}

TEST(LoadWrongs, AServerThatNeverAnswersIsTimedOutAndEveryRequestAccountedFor) {
  const LoadServer server([](const std::string&, std::size_t) { return std::optional(std::string()); });
  const auto ended = load_json(server.where(), {"--connections", "3", "--timeout", "200ms"});
  EXPECT_EQ(ended.code, 1);
  const Json json = ended.json();
  EXPECT_EQ(json.at("round_trips"), 0);
  EXPECT_GE(json.at("errors_by_kind").at("timed_out"), 3);
  EXPECT_EQ(json.at("unanswered"), json.at("requests"));
  EXPECT_FALSE(json.contains("latency_us"));
}

// The server holds everything back once, for 400 ms of a second: an open loop must see that in its upper
// half.
TEST(LoadWrongs, AStallIsSeenByEveryRequestOfAnOpenLoop) {
  std::atomic<bool> stalled = false;
  const LoadServer server([&](std::string got, std::size_t) {
    if (!stalled.exchange(true)) std::this_thread::sleep_for(400ms);
    return std::optional(got);
  });
  const auto ended = load_json(server.where(), {"--rate", "1000", "--connections", "4", "--duration", "1s"});
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_EQ(ended.json().at("round_trips"), 1000);
  EXPECT_GT(ended.json().at("latency_us").at("p90"), 200'000.0);
}

TEST(LoadWrongs, AScheduleThatNobodyCouldKeepIsToldInWords) {
  const LoadServer server([](std::string got, std::size_t) {
    std::this_thread::sleep_for(10ms);
    return std::optional(got);
  });
  const auto ended = load(server.where(), {"--rate", "1000", "--connections", "1", "--pipeline", "1",
                                           "--duration", "500ms", "--timeout", "500ms"});
  EXPECT_THAT(ended.output, HasSubstr("schedule not kept: "));
}

TEST(LoadWrongs, ASourceThatIsNotOursIsThisMachinesFault) {
  const auto ended = load("127.0.0.22:9", {"--source", "192.0.2.1"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.error, HasSubstr("--source 192.0.2.1: this machine has no such address"));
}

// "" or what was wrong; in a namespace whose kernel gives ten local ports to a pair of addresses.
std::string load_with_ten_ports() {
  if (!write_file("/proc/sys/net/ipv4/ip_local_port_range", "40000 40009")) return "no such setting";
  const ServeProgram server;
  const std::string where = server.where.to_string();
  const auto spread = load_json(where, {"--connections", "50"});
  if (spread.code != 0) return "spread over sources: " + spread.error + spread.output;
  for (const char* churn : {"--connections=50", "--churn"}) {
    const auto one = load(where, {"--source", "127.0.0.1", "--duration", "300ms", churn});
    if (one.code != 3) return std::string("from one source ") + churn + ": " + one.output;
    if (one.error.find("use more source addresses") == std::string::npos) return one.error;
  }
  return {};
}

TEST(LoadWrongs, LocalPortsThatRunOutAreThisMachinesFaultAndLoopbackIsSpreadByItself) {
  EXPECT_TRUE(in_net_namespace(load_with_ten_ports));
}

TEST(LoadWrongs, AnIpv6TargetIsReached) {
  const ServeProgram server({}, "[::1]");
  EXPECT_EQ(load_json(server.where.to_string(), {}).code, 0);
  EXPECT_EQ(load(server.where.to_string(), {"-4"}).code, 2);
  const auto ended = load(server.where.to_string(), {"--source", "127.0.0.1"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.error, HasSubstr("is of the other family"));
}

}  // namespace
}  // namespace sounder::test

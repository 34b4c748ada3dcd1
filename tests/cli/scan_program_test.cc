// `sounder scan` in a pipe, on real listeners.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>

#include "base/clock.h"
#include "tests/support/listener.h"
#include "tests/support/net_namespace.h"
#include "tests/support/program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

class ScanProgram : public testing::TestWithParam<const char*> {
 protected:
  // The words of a scan by the scanner under test, the plain or the parallel one.
  static std::vector<std::string> scan(std::vector<std::string> words) {
    words.insert(words.begin(), {SOUNDER, "--lang", "en", "scan"});
    if (*GetParam() != '\0') words.emplace_back(GetParam());
    return words;
  }
};
// The last one is the SYN engine where the tests may have it.
INSTANTIATE_TEST_SUITE_P(Both, ScanProgram, testing::Values("--in-turn", "--engine=connect", ""),
                         [](const auto& scanner) {
                           const std::string_view flag(scanner.param);
                           return flag == "--in-turn" ? "InTurn" : flag.empty() ? "Auto" : "Connect";
                         });

TEST_P(ScanProgram, ListsWhatIsOpenInOrderAndAccountsForTheRest) {
  std::vector<Listener> listeners(20);
  std::vector<std::uint16_t> ports;
  for (const Listener& listener : listeners) ports.push_back(number(listener.where().port));
  std::ranges::sort(ports);
  const auto spec = std::to_string(ports.front()) + "-" + std::to_string(ports.back());

  Program program(scan({"-p", spec, "127.0.0.1"}));
  ASSERT_EQ(program.wait_exit(), 0) << program.error();
  EXPECT_EQ(program.error(), "");  // no bar in a pipe
  std::size_t last = 0;
  for (const std::uint16_t port : ports) {
    const std::size_t at = program.output().find("Port " + std::to_string(port) + " is open");
    ASSERT_NE(at, std::string::npos) << port;
    EXPECT_GT(at, last);
    last = at;
  }
  std::smatch counts;
  const std::regex summary(
      R"((\d+) probes: (\d+) open, (\d+) closed, 0 filtered, 0 unreachable, 0 untested in \d+\.\d\d s\n$)");
  ASSERT_TRUE(std::regex_search(program.output(), counts, summary)) << program.output();
  EXPECT_EQ(std::stoul(counts[1]), static_cast<unsigned long>(ports.back() - ports.front() + 1));
  EXPECT_EQ(std::stoul(counts[1]), std::stoul(counts[2]) + std::stoul(counts[3]));
}

TEST_P(ScanProgram, FindsIPv6Listeners) {
  const Listener listener("::1");
  Program program(scan({"-p", listener.port(), "::1"}));
  ASSERT_EQ(program.wait_exit(), 0);
  EXPECT_THAT(program.output(), HasSubstr("::1\nPort " + listener.port() + " is open"));
}

TEST_P(ScanProgram, ANameIsScannedAtAllItsAddressesOrOneFamily) {
  const Listener listener("127.0.0.1");
  Program program(scan({"-4", "-p", listener.port(), "localhost"}));
  ASSERT_EQ(program.wait_exit(), 0);
  EXPECT_THAT(program.output(),
              testing::StartsWith("localhost (127.0.0.1)\nPort " + listener.port() + " is open"));
}

TEST_P(ScanProgram, TakesEveryLineOfAPipe) {
  const Listener listener("127.0.0.1");
  const Listener other("127.0.0.2");
  Program program(scan({"-p", listener.port(), "--list", "-"}));
  program.send("127.0.0.1\n127.0.0.2:" + other.port() + "\n");
  program.close_input();
  ASSERT_EQ(program.wait_exit(), 0);
  EXPECT_THAT(program.output(), HasSubstr("127.0.0.1:" + listener.port() + "\n"));
  EXPECT_THAT(program.output(), HasSubstr("127.0.0.2:" + other.port() + "\n"));
  EXPECT_EQ(program.error(), "");  // no prompt in a pipe
}

TEST_P(ScanProgram, ANameWithoutAddressIsToldAndTheRestScanned) {
  const Listener listener;
  Program program(scan({"-p", listener.port(), "nosuch1.invalid", "127.0.0.1", "nosuch2.invalid"}));
  ASSERT_EQ(program.wait_exit(), 1);
  EXPECT_THAT(program.output(), HasSubstr("Port " + listener.port() + " is open"));
  EXPECT_THAT(program.error(), testing::MatchesRegex("sounder: no such host: 'nosuch1.invalid';[^\n]*\n"
                                                     "sounder: no such host: 'nosuch2.invalid';[^\n]*\n"));
  Program none(scan({"-p", "9", "nosuch1.invalid", "nosuch2.invalid"}));
  ASSERT_EQ(none.wait_exit(), 2);
  EXPECT_THAT(none.error(), HasSubstr("nosuch1.invalid"));
  EXPECT_THAT(none.error(), HasSubstr("nosuch2.invalid"));
}

// Every port of this machine twice, the ephemeral ones too, from which the probes themselves are sent.
TEST_P(ScanProgram, FindsNobodyInTheEphemeralRangeButListeners) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    for (const char* address : {"127.0.0.1", "::1"}) {
      const Listener listener(address, Port{40000});
      Program program(scan({"-p", "-", address}));
      if (program.wait_exit() != 0) return "failed: " + program.error();
      if (program.output().find("Port 40000 is open") == std::string::npos)
        return "missed: " + program.output();
      if (program.output().find(
              "65535 probes: 1 open, 65534 closed, 0 filtered, 0 unreachable, 0 untested") ==
          std::string::npos)
        return "not exact: " + program.output();
    }
    return {};
  }));
}

TEST_P(ScanProgram, InterruptedItPrintsWhatItFoundAndMarksTheRest) {
  const Listener listener;
  // Slow on purpose, so that the signal comes in the middle: the open port first, the rest at ten a second.
  Program program(scan({"--max-rate", "10", "-p", listener.port() + ",1-1000", "127.0.0.1"}));
  ASSERT_FALSE(program.wait_exit(std::chrono::milliseconds(1500)));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait_exit(), 130);
  std::smatch counts;
  const std::regex summary(
      R"(1001 probes: (\d+) open, (\d+) closed, (\d+) filtered, 0 unreachable, (\d+) untested)");
  ASSERT_TRUE(std::regex_search(program.output(), counts, summary)) << program.output();
  EXPECT_EQ(std::stoul(counts[1]) + std::stoul(counts[2]) + std::stoul(counts[3]) + std::stoul(counts[4]),
            1001U);
  EXPECT_GT(std::stoul(counts[4]), 900U);
  EXPECT_GT(std::stoul(counts[2]), 0U);
}

// Results were lost where timeout(1) ended a scan. Two kinds of signal, because two of one kind become one
// while they wait.
TEST_P(ScanProgram, ASignalToTheProgramAndItsGroupIsOneSignal) {
  for (int round = 0; round < 5; ++round) {
    Program program(scan({"--max-rate", "1000", "-p", "1-5000", "127.0.0.1"}));
    ASSERT_FALSE(program.wait_exit(std::chrono::milliseconds(500)));
    program.signal(SIGINT);
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait_exit(), 130);
    EXPECT_NE(program.output().find("5000 probes: "), std::string::npos) << program.output();
  }
}

// A machine that gives no CAP_NET_RAW.
ProgramStart without_raw_packets() {
  ProgramStart start;
  start.in_child = [] {
    if (::prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0) != 0) ::_exit(126);
  };
  return start;
}

TEST(ScanEngine, AutoIsSynWithThePrivilegeAndConnectWithoutIt) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const Listener listener;
    const std::vector<std::string> words{SOUNDER,         "--lang", "en", "scan",     "-p",
                                         listener.port(), "--json", "-",  "127.0.0.1"};
    for (const bool may : {true, false}) {
      Program program(words, may ? ProgramStart{} : without_raw_packets());
      if (program.wait_exit() != 0) return program.error();
      const char* engine = may ? R"("engine":"syn")" : R"("engine":"connect")";
      if (program.output().find(engine) == std::string::npos)
        return "not " + std::string(engine) + ": " + program.output();
      if (program.output().find(R"("state":"open","reason":"syn-ack")") == std::string::npos)
        return "not found";
      if ((program.output().find(R"("ttl":64)") != std::string::npos) != may)
        return "hops: " + program.output();
      if (!program.error().empty()) return "said: " + program.error();
    }
    return "";
  }));
}

TEST(ScanEngine, SynWithoutThePrivilegeNamesTheRemedy) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    Program program({SOUNDER, "--lang", "en", "scan", "--engine", "syn", "127.0.0.1"}, without_raw_packets());
    if (program.wait_exit() != 3) return "not exit 3";
    const std::string said = program.error();
    const bool helps = said.find("sudo setcap cap_net_raw=p /") != std::string::npos &&
                       said.find("run it with sudo") != std::string::npos;
    return helps && std::ranges::count(said, '\n') == 1 ? "" : "said: " + said;
  }));
}

// While it scans, the process has no privilege left: /proc/PID/status says so of every thread.
TEST(ScanEngine, SynGivesItsPrivilegesUp) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    Program program(
        {SOUNDER, "--lang", "en", "scan", "--engine", "syn", "--max-rate", "20", "--quiet", "127.0.0.1"});
    const auto deadline = clock_now() + std::chrono::seconds(10);
    bool scans = false;
    while (!scans && clock_now() < deadline) {
      std::size_t threads = 0;
      for ([[maybe_unused]] const auto& task :
           std::filesystem::directory_iterator("/proc/" + std::to_string(program.pid()) + "/task"))
        ++threads;
      scans = threads > 1;
    }
    if (!scans) return "no threads came up";
    std::string wrong;
    for (const auto& task :
         std::filesystem::directory_iterator("/proc/" + std::to_string(program.pid()) + "/task")) {
      std::ifstream status(task.path() / "status");
      for (std::string line; std::getline(status, line);)
        if ((line.starts_with("CapEff") || line.starts_with("CapPrm")) &&
            line.find_first_not_of("0\t ", 7) != std::string::npos)
          wrong = line;
    }
    program.signal(SIGINT);
    if (program.wait_exit() != 130) return "not ended";
    return wrong;
  }));
}

TEST(ScanEngine, SynScansBothFamiliesInOneRun) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const Listener ipv4;
    const Listener ipv6("::1", ipv4.where().port);
    Program program({SOUNDER, "--lang", "en", "scan", "--engine", "syn", "-p", ipv4.port(), "--list", "-",
                     "127.0.0.1", "::1"});
    if (program.wait_exit() != 0) return program.error();
    const std::string both = "127.0.0.1:" + ipv4.port() + "\n[::1]:" + ipv4.port() + "\n";
    std::string list = program.output();
    if (list.starts_with("[")) list = list.substr(list.find('\n') + 1) + list.substr(0, list.find('\n') + 1);
    return list == both ? "" : "listed: " + program.output();
  }));
}

TEST(ScanEngine, ASourceOfItsOwnIsSentFrom) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const Listener listener;
    Program program({SOUNDER, "--lang", "en", "scan", "--source", "127.0.0.9", "--interface", "lo", "-p",
                     listener.port(), "--json", "-", "127.0.0.1"});
    if (program.wait_exit() != 0) return program.error();
    return program.output().find(R"("state":"open")") != std::string::npos ? "" : program.output();
  }));
}

TEST_P(ScanProgram, SpeaksRussian) {
  const Listener listener;
  Program program(scan({"-p", listener.port() + ",1", "127.0.0.1", "--lang", "ru"}));
  ASSERT_EQ(program.wait_exit(), 0);
  EXPECT_THAT(program.output(), HasSubstr("Порт " + listener.port() + " открыт"));
  EXPECT_THAT(program.output(),
              HasSubstr("2 пробы: 1 открыто, 1 закрыто, 0 фильтруется, 0 недоступно, 0 не проверено"));
}

TEST_P(ScanProgram, AFullDiskIsAnErrorAndNoSilence) {
  const Listener listener;
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  Program program(scan({"-p", listener.port(), "127.0.0.1"}), {.standard_output = full.get()});
  EXPECT_EQ(program.wait_exit(), 3);
  EXPECT_THAT(program.error(), HasSubstr("no space left"));
}

}  // namespace
}  // namespace sounder::test

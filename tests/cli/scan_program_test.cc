// `sounder scan` in a pipe, on real listeners.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <regex>

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
INSTANTIATE_TEST_SUITE_P(Both, ScanProgram, testing::Values("--in-turn", ""),
                         [](const auto& scanner) { return *scanner.param == '\0' ? "Parallel" : "InTurn"; });

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

TEST_P(ScanProgram, ReadsTheHostFromAPipe) {
  const Listener listener;
  Program program(scan({"-p", listener.port()}));
  program.send("127.0.0.1\n");
  ASSERT_EQ(program.wait_exit(), 0);
  EXPECT_THAT(program.output(), HasSubstr("Port " + listener.port() + " is open"));
  EXPECT_EQ(program.error(), "");  // no prompt in a pipe
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

TEST_P(ScanProgram, AutoAndConnectAreTheConnectEngine) {
  const Listener listener;
  for (const char* engine : {"auto", "connect"}) {
    Program program(scan({"--engine", engine, "-p", listener.port(), "--json", "-", "127.0.0.1"}));
    ASSERT_EQ(program.wait_exit(), 0) << program.error();
    EXPECT_THAT(program.output(), HasSubstr(R"("engine":"connect")"));
  }
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

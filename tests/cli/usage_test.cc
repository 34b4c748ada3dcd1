// Help, typos and bad input, in both languages.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "report/text/terminal.h"
#include "tests/support/listener.h"
#include "tests/support/program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

struct Outcome {
  int exit = -1;
  std::string output;
  std::string error;
};

Outcome run(std::vector<std::string> words, const ProgramStart& start = {}) {
  words.insert(words.begin(), SOUNDER);
  Program program(words, start);
  program.close_input();
  const auto exit = program.wait_exit();
  return {exit.value_or(-1), program.output(), program.error()};
}

// A locale that was never generated, as on most machines.
const std::vector<std::string> kRussianLocale{"LC_ALL=", "LANGUAGE=", "LANG=ru_RU.UTF-8"};

TEST(Usage, HelpOfEveryCommandFitsAScreenInBothLanguages) {
  for (const char* language : {"en", "ru"}) {
    for (const char* command : {"scan", "serve", "connect", "load"}) {
      const Outcome help = run({"--lang", language, command, "--help"});
      EXPECT_EQ(help.exit, 0);
      EXPECT_EQ(help.error, "");
      std::stringstream lines(help.output);
      int count = 0;
      for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(display_width(line), 80U) << line;
      EXPECT_GT(count, 5);
      EXPECT_LE(count, 24) << help.output;
      EXPECT_EQ(run({"help", command, "--lang", language}).output, help.output);
    }
  }
}

TEST(Usage, NoCommandShowsTheHelpAndIsAnError) {
  const Outcome none = run({});
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.output, HasSubstr("scan"));
}

TEST(Usage, VersionIsOneLine) {
  const Outcome version = run({"--version"});
  EXPECT_EQ(version.exit, 0);
  EXPECT_THAT(version.output, testing::MatchesRegex("sounder [0-9.]+\n"));
}

TEST(Usage, RussianNeedsNoGeneratedLocale) {
  EXPECT_THAT(run({"--help"}, {.environment = kRussianLocale}).output, HasSubstr("Использование"));
  EXPECT_THAT(run({"--help", "--lang", "ru"}, {.environment = {"LC_ALL=C"}}).output,
              HasSubstr("Использование"));
  EXPECT_THAT(run({"--help", "--lang=en"}, {.environment = kRussianLocale}).output, HasSubstr("Usage"));
}

TEST(Usage, AFullDiskIsAnError) {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const Outcome help = run({"--help"}, {.standard_output = full.get()});
  EXPECT_EQ(help.exit, 3);
  EXPECT_THAT(help.error, HasSubstr("no space left"));
}

struct BadInput {
  std::vector<std::string> words;
  const char* says;
};

void PrintTo(const BadInput& bad, std::ostream* out) {
  for (const std::string& word : bad.words) *out << word << ' ';
}

class BadInputTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, IsOneLineThatSaysWhatWouldBeRight) {
  const Outcome outcome = run(GetParam().words);
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, HasSubstr(GetParam().says));
  EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
}

INSTANTIATE_TEST_SUITE_P(
    Usage, BadInputTest,
    testing::Values(
        BadInput{{"scna"}, "did you mean 'scan'?"}, BadInput{{"nmap"}, "unknown command 'nmap'"},
        BadInput{{"--lnag", "ru"}, "unknown flag '--lnag'"}, BadInput{{"--lang", "de", "scan"}, "en, ru"},
        BadInput{{"scan", "--port", "22", "localhost"}, "did you mean '--ports'?"},
        BadInput{{"scan", "localhost", "-p"}, "'--ports' needs a value"},
        BadInput{{"scan", "--in-turn=3", "localhost"}, "'--in-turn' takes no value"},
        BadInput{{"scan", "no such host"}, "no such host: 'no such host'"},
        BadInput{{"scan", "-p", "0", "127.0.0.1"}, "numbers from 1 to 65535"},
        BadInput{{"scan", "-p", "65536", "127.0.0.1"}, "numbers from 1 to 65535"},
        BadInput{{"scan", "-p", "2000-1000", "127.0.0.1"}, "write it as 1000-2000"},
        BadInput{{"scan", "-p", "", "127.0.0.1"}, "the port list is empty"},
        BadInput{{"scan", "-p", "sshh", "127.0.0.1"}, "no service is called 'sshh'"},
        BadInput{{"scan", "--threads", "0", "127.0.0.1"}, "--threads 0"},
        BadInput{{"scan", "--tries", "x", "127.0.0.1"}, "--tries x"},
        BadInput{{"scan", "--max-rate", "-5", "127.0.0.1"}, "--max-rate -5"},
        BadInput{{"scan", "--timeout", "5", "127.0.0.1"}, "500ms"},
        BadInput{{"scan", "--timeout", "0s", "127.0.0.1"}, "at least 1ms"},
        BadInput{{"scan", "--source", "here", "127.0.0.1"}, "--source here: this must be an address"},
        BadInput{{"scan", "--interface", "none0", "127.0.0.1"}, "'ip link' lists them"},
        BadInput{{"scan", "--source", "::1", "127.0.0.1"}, "--source ::1: no target is an IPv6 address"},
        BadInput{{"scan", "--source", "fe80::1", "::1"}, "say the interface: fe80::1%eth0"},
        BadInput{{"scan", "fe80::1", "-p", "1"}, "say the interface: fe80::1%eth0"},
        BadInput{{"scan", "fe80::1%nosuch", "-p", "1"}, "no interface 'nosuch'"},
        BadInput{{"scan", "[fe80::1%nosuch]:80"}, "no interface 'nosuch'"},
        BadInput{{"scan", "--interface", "nosuch", "fe80::1", "-p", "1"}, "no interface 'nosuch'"},
        BadInput{{"scan", "--exclude", "fe80::1%nosuch", "127.0.0.1"}, "no interface 'nosuch'"},
        BadInput{{"scan", "--exclude", "127.0.0.1", "::ffff:127.0.0.1"}, "every target is excluded"},
        BadInput{{"scan", "--exclude", "::ffff:127.0.0.0/120", "127.0.0.1"}, "every target is excluded"},
        BadInput{{"scan", "--exclude", "fe80::1", "fe80::1%lo"}, "every target is excluded"},
        BadInput{{"connect", "fe80::1"}, "say the interface: fe80::1%eth0"},
        BadInput{{"connect", "fe80::1", "22"}, "say the interface: fe80::1%eth0"},
        BadInput{{"connect", "[fe80::1%nosuch]:22"}, "no interface 'nosuch'"},
        BadInput{{"connect", "fe80::1%nosuch"}, "no interface 'nosuch'"},
        BadInput{{"load", "fe80::1"}, "say the interface: fe80::1%eth0"},
        BadInput{{"load", "fe80::1%nosuch"}, "no interface 'nosuch'"},
        BadInput{{"load", "--source", "fe80::1", "::1"}, "say the interface: fe80::1%eth0"},
        BadInput{{"load", "--source", "fe80::1%nosuch", "::1"}, "no interface 'nosuch'"},
        BadInput{{"serve", "--listen", "[fe80::1]:0"}, "say the interface: fe80::1%eth0"},
        BadInput{{"serve", "--listen", "[fe80::1%nosuch]:0"}, "no interface 'nosuch'"},
        BadInput{{"serve", "--listen", "fe80::1%nosuch"}, "no interface 'nosuch'"},
        BadInput{{"serve", "--listen", "[2001:db8::1%lo]:0"}, "write 2001:db8::1"},
        BadInput{{"scan", "--engine", "conect", "127.0.0.1"}, "did you mean 'connect'?"},
        BadInput{{"scan", "--engine", "xdp", "127.0.0.1"}, "--engine xdp: this must be"},
        BadInput{{"scan", "--progress", "jsno", "127.0.0.1"}, "did you mean 'json'?"},
        BadInput{{"scan", "--quiet", "--progress", "json", "127.0.0.1"}, "contradict each other"},
        BadInput{{"scan", "--color", "red", "127.0.0.1"}, "--color red: this must be auto, always or never"},
        BadInput{{"scan", "-4", "::1"}, "'::1' is not an IPv4 address"}, BadInput{{"scan"}, "no target"},
        BadInput{{"scan", "127.0.0.1", "22"}, "'22' is a number, not a target; for port 22 write: -p 22"},
        BadInput{{"scan", "0x7f000001"}, "'0x7f000001' is a number, not a host name"},
        BadInput{{"scan", "017700000001"}, "'017700000001' is a number, not a host name"},
        BadInput{{"scan", "0177.0.0.1"}, "leave the 0 out"},
        BadInput{{"scan", "127.0.0.1:0"}, "numbers from 1 to 65535"},
        BadInput{{"scan", "::1", ":80"}, "':80' names a port and no host"},
        BadInput{{"scan", ""}, "an empty string is not a target"},
        BadInput{{"scan", "--top", "0", "127.0.0.1"}, "--top 0: this must be a number from 1"},
        BadInput{{"scan", "10.0.0.0/23"}, "choose ports with --top 100"},
        BadInput{{"scan", "-p", "U:53", "127.0.0.1"}, "only TCP ports"},
        BadInput{{"scan", "-p", "nosuch*", "127.0.0.1"}, "no service has a name like 'nosuch*'"},
        BadInput{{"scan", "-p", "80", "--exclude-ports", "http", "127.0.0.1"}, "every port is excluded"},
        BadInput{{"scan", "--exclude", "nosuch.invalid", "127.0.0.1"}, "no such host: 'nosuch.invalid'"},
        BadInput{{"scan", "--exclude-file", "/nowhere", "127.0.0.1"},
                 "cannot read the targets file '/nowhere'"},
        BadInput{{"load"}, "HOST is missing"}, BadInput{{"load", "localhost:0"}, "ports are numbers from 1"},
        BadInput{{"load", "--conections", "5", "localhost"}, "did you mean '--connections'?"},
        BadInput{{"load", "--connections", "0", "localhost"},
                 "--connections 0: this must be a number from 1"},
        BadInput{{"load", "--size", "16777217", "localhost"},
                 "--size 16777217: this must be a number from 1"},
        BadInput{{"load", "--rate", "0", "localhost"}, "--rate 0: this must be a number a second"},
        BadInput{{"load", "--rate", "2000000000", "localhost"}, "--rate 2000000000: this must be from 0.001"},
        BadInput{{"load", "--duration", "10", "localhost"}, "500ms, 2s, 1m"},
        BadInput{{"load", "--duration", "0s", "localhost"}, "--duration 0s: this must be at least 1ms"},
        BadInput{{"load", "--timeout", "0s", "localhost"}, "--timeout 0s: this must be at least 1ms"},
        BadInput{{"load", "--pipeline", "2000", "localhost"},
                 "--pipeline 2000: this must be a number from 1"},
        BadInput{{"load", "--pipeline", "2", "--churn", "localhost"}, "exclude each other"},
        BadInput{{"load", "--threads", "65", "localhost"},
                 "--threads 65: this must be a number from 1 to 64"},
        BadInput{{"load", "--threads", "5", "--connections", "4", "localhost"},
                 "at most the number of connections, 4"},
        BadInput{{"load", "--source", "here", "localhost"}, "--source here: this must be"},
        BadInput{{"load", "--source", "127.0.0.1,", "localhost"}, "192.0.2.7,192.0.2.8"},
        BadInput{{"load", "--churn=yes", "localhost"}, "'--churn' takes no value"},
        BadInput{{"load", "-4", "-6", "localhost"}, "exclude each other"}));

// It aborted: writing what is wrong threw, and so did writing what was thrown.
TEST(Usage, AStandardErrorThatTakesNothingChangesNoExitCode) {
  for (const bool closed : {true, false}) {
    const ProgramStart start{.in_child = [closed] {
      ::close(STDERR_FILENO);
      if (!closed) ::open("/dev/full", O_WRONLY);
    }};
    EXPECT_EQ(run({"help", "nothing"}, start).exit, 2);
    EXPECT_EQ(run({"connect", "127.0.0.1:1"}, start).exit, 1);
    EXPECT_EQ(run({"scan", "127.0.0.1", "-p", "1", "--json", "/nowhere/at/all"}, start).exit, 3);
  }
}

}  // namespace
}  // namespace sounder::test

// Keys while `sounder scan` runs on a terminal, and the terminal's mode on every way out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "report/text/width.h"
#include "tests/support/listener.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

// A scan that takes long enough for a person, and for a test on a busy machine.
std::vector<std::string> slow_scan(std::vector<std::string> more = {}) {
  std::vector<std::string> words{SOUNDER, "--lang", "en", "scan", "--max-rate", "100"};
  if (more.empty()) more = {"-p", "1-5000", "127.0.0.1"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(ScanKeys, PausesAndGoesOn) {
  TerminalProgram program(slow_scan({"-p", "1-400", "127.0.0.1"}));
  ASSERT_TRUE(program.expect("? keys"));
  program.send("p");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(program.expect("  paused"));  // what was on its way is in
  const std::size_t standing = program.shown().rfind('[');
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(program.expect("  paused"));
  const std::string during = program.shown().substr(standing);
  std::set<std::string> percents;
  const std::regex percent(R"((\d+)%)");
  for (std::sregex_iterator found(during.begin(), during.end(), percent); found != std::sregex_iterator();
       ++found)
    percents.insert(found->str());
  EXPECT_EQ(percents.size(), 1U) << during;
  program.send("p");
  ASSERT_TRUE(program.expect(" ports/s"));
  ASSERT_TRUE(program.expect("400 probes: "));
  ASSERT_TRUE(program.expect("0 filtered, 0 unreachable, 0 untested"));
  EXPECT_EQ(program.wait_exit(), 0);
}

// "+" once lifted the cap that --max-rate had set.
TEST(ScanKeys, PlusAndMinusChangeTheRateUpToWhatWasAskedFor) {
  TerminalProgram program(slow_scan());
  ASSERT_TRUE(program.expect("? keys"));
  program.send("-");
  ASSERT_TRUE(program.expect("at most "));
  program.send("+++++");
  ASSERT_TRUE(program.expect("+ changes nothing: --max-rate allows 100 probes a second\r\n"));
  ASSERT_TRUE(program.expect("at most 100/s"));
  program.send("q");
  EXPECT_EQ(program.wait_exit(), 1);
}

// The terminal drops what was typed when it sees a Ctrl-C: between poll() and read(), that left the keys'
// thread in a read that no signal ended, and the scan went on.
TEST(ScanKeys, AControlCRightBehindAKeyEndsTheScan) {
  for (int round = 0; round < 20; ++round) {
    TerminalProgram program(slow_scan());
    ASSERT_TRUE(program.expect("? keys"));
    program.send("x");
    program.send(kCtrlC);
    ASSERT_EQ(program.wait_exit(), 130) << "round " << round;
    EXPECT_TRUE(program.cooked());
  }
}

TEST(ScanKeys, ShowsTheHostsUnderWayAboveTheBar) {
  TerminalProgram program(slow_scan());
  ASSERT_TRUE(program.expect("? keys"));
  program.send("s");
  ASSERT_TRUE(program.expect("1 host under way, "));
  ASSERT_TRUE(program.expect(" probes/s, at most 100/s\r\n"));
  ASSERT_TRUE(program.expect("127.0.0.1  "));
  ASSERT_TRUE(program.expect("%  0 found"));
  ASSERT_TRUE(program.expect("["));  // the bar again
  program.send("p");
  ASSERT_TRUE(program.expect("  paused"));
  program.send("s");
  ASSERT_TRUE(program.expect("1 host under way, paused, at most 100/s\r\n"));
  program.send("q");
  EXPECT_EQ(program.wait_exit(), 1);
}

TEST(ScanKeys, OfManyHostsShowsAScreenfulAndCountsTheRest) {
  TerminalProgram program(slow_scan({"-p", "1-1000", "127.0.0.0/27"}), {}, {.rows = 10, .columns = 80});
  ASSERT_TRUE(program.expect("? keys"));
  ASSERT_TRUE(program.expect(" 1%"));  // every host has had its turn
  program.send("s");
  ASSERT_TRUE(program.expect("32 hosts under way"));
  ASSERT_TRUE(program.expect("  and 26 more\r\n"));
  program.send("q");
  EXPECT_EQ(program.wait_exit(), 1);
}

TEST(ScanKeys, OnANarrowTerminalNothingWraps) {
  for (const unsigned short columns : std::array<unsigned short, 2>{40, 20}) {
    TerminalProgram program(slow_scan(), {}, {.rows = 24, .columns = columns});
    ASSERT_TRUE(program.expect(" found"));
    program.send("s");
    ASSERT_TRUE(program.expect("  127.0.0.1  "));
    program.send("?+");
    ASSERT_TRUE(program.expect("a second"));
    program.send("q");
    EXPECT_EQ(program.wait_exit(), 1);
    std::string shown = program.shown();
    shown = std::regex_replace(shown.substr(0, shown.find("5000 probes")),
                               std::regex("\x1b\\[[0-9]*[A-Za-z]"), "");
    std::istringstream lines(std::regex_replace(shown, std::regex("\r"), "\n"));
    std::string hosts;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LT(display_width(line), columns) << line;
      if (line.starts_with("  127.0.0.1 ")) hosts = line;
    }
    EXPECT_THAT(hosts, HasSubstr("%"));
  }
}

TEST(ScanKeys, QFinishesWithWhatWasFoundAndWholeFiles) {
  const std::string path = testing::TempDir() + "scan_keys_" + std::to_string(::getpid()) + ".json";
  TerminalProgram program(slow_scan({"-p", "1-5000", "--json", path, "127.0.0.1"}));
  ASSERT_TRUE(program.expect("? keys"));
  program.send("q");
  ASSERT_TRUE(program.expect("5000 probes: "));
  ASSERT_TRUE(program.expect(" untested in"));
  EXPECT_EQ(program.wait_exit(), 1);
  EXPECT_TRUE(program.cooked());
  std::string last;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) last = line;
  EXPECT_THAT(last, HasSubstr(R"("type":"summary","probes":5000)"));
  ::unlink(path.c_str());
}

TEST(ScanKeys, AnyOtherKeySaysWhichThereAre) {
  TerminalProgram program(slow_scan());
  ASSERT_TRUE(program.expect("? keys"));
  program.send(kUp);
  program.send("p");
  ASSERT_TRUE(program.expect("paused"));
  EXPECT_THAT(program.shown(), testing::Not(HasSubstr("Keys: p")));  // an arrow is not three keys
  program.send("?");
  ASSERT_TRUE(program.expect("Keys: p pause"));
  program.send("q");
  EXPECT_EQ(program.wait_exit(), 1);
}

TEST(ScanKeys, KeysAreNotEchoed) {
  TerminalProgram program(slow_scan());
  ASSERT_TRUE(program.expect("? keys"));
  EXPECT_FALSE(program.cooked());
  program.send("p");
  ASSERT_TRUE(program.expect("paused"));
  program.send("q");
  EXPECT_EQ(program.wait_exit(), 1);
  EXPECT_THAT(program.shown(), testing::Not(HasSubstr("p\r")));
}

// What was typed during --in-turn once became a command of the shell.
TEST(ScanKeys, InTurnHasTheBarAndTheKeysToo) {
  const Listener listener;
  TerminalProgram program(slow_scan({"--in-turn", "-p", listener.port() + ",1-5000", "127.0.0.1"}));
  ASSERT_TRUE(program.expect(" left"));
  EXPECT_FALSE(program.cooked());
  program.send("p");
  ASSERT_TRUE(program.expect("paused"));
  program.send("p");
  ASSERT_TRUE(program.expect(" ports/s"));
  program.send("xx");
  ASSERT_TRUE(program.expect("Keys: p"));
  program.send("q");
  ASSERT_TRUE(program.expect(" untested in"));
  EXPECT_EQ(program.wait_exit(), 1);
  EXPECT_TRUE(program.cooked());
}

TEST(ScanKeys, KeysThatComeTooLateAreNoCommandsOfTheShell) {
  TerminalProgram shell({"/bin/sh", "-i"}, {"PS1=ready> ", "ENV=", "SOUNDER=" SOUNDER});
  ASSERT_TRUE(shell.expect("ready> "));
  shell.send("\"$SOUNDER\" --lang en scan --max-rate 100 -p 1-5000 127.0.0.1\r");
  ASSERT_TRUE(shell.expect("? keys"));
  shell.send("qqqqq\rqqqq");
  ASSERT_TRUE(shell.expect(" untested in"));
  ASSERT_TRUE(shell.expect("ready> "));
  shell.send("echo still $((40 + 2))\r");
  ASSERT_TRUE(shell.expect("still 42"));
  EXPECT_THAT(shell.shown(), testing::Not(HasSubstr("not found")));
}

TEST(ScanKeys, EverySignalThatEndsItLeavesTheTerminalAsItWas) {
  for (const auto& [number, exit] :
       {std::pair{SIGINT, 130}, std::pair{SIGTERM, 130}, std::pair{SIGHUP, 129}, std::pair{SIGQUIT, 131}}) {
    TerminalProgram program(slow_scan());
    ASSERT_TRUE(program.expect("? keys"));
    EXPECT_FALSE(program.cooked());
    program.signal(number);
    EXPECT_EQ(program.wait_exit(), exit);
    EXPECT_TRUE(program.cooked()) << number;
  }
}

TEST(ScanKeys, NoKeysWhereSomebodyElseMayReadThem) {
  const std::string scan = "\"$0\" --lang en scan --max-rate 100 -p 1-5000 127.0.0.1";
  for (const char* where : {" </dev/null", " | cat"}) {
    TerminalProgram program({"/bin/sh", "-c", scan + where, SOUNDER});
    ASSERT_TRUE(program.expect(" left"));
    EXPECT_TRUE(program.cooked()) << where;
    program.send(kCtrlC);
    ASSERT_TRUE(program.wait_exit().has_value());
    EXPECT_THAT(program.shown(), testing::Not(HasSubstr("? keys")));
  }
}

// A shell with job control, as a person has it. It has no line editing, so that the mode of the terminal is
// the usual one whenever it waits for a command.
class ScanJobs : public testing::Test {
 protected:
  ScanJobs() : shell({"/bin/sh", "-i"}, {"PS1=ready> ", "ENV=", "SOUNDER=" SOUNDER}) {}
  void run(const std::string& line) {
    ASSERT_TRUE(shell.expect("ready> "));
    shell.send(line + "\r");
  }
  TerminalProgram shell;
  const std::string scan = "\"$SOUNDER\" --lang en scan --max-rate 100 -p 1-400 127.0.0.1";
};

TEST_F(ScanJobs, CtrlZGivesTheTerminalBackAndFgTakesItAgain) {
  run(scan);
  ASSERT_TRUE(shell.expect("? keys"));
  EXPECT_FALSE(shell.cooked());
  shell.send("\032");
  ASSERT_TRUE(shell.expect("Stopped"));
  ASSERT_TRUE(shell.expect("ready> "));
  EXPECT_TRUE(shell.cooked());
  shell.send("fg\r");
  ASSERT_TRUE(shell.expect("? keys"));
  EXPECT_FALSE(shell.cooked());
  shell.send("p");
  ASSERT_TRUE(shell.expect("paused"));
  shell.send("p");
  ASSERT_TRUE(shell.expect("0 filtered, 0 unreachable, 0 untested"));
  run("echo status $?");
  ASSERT_TRUE(shell.expect("status 0"));
  EXPECT_TRUE(shell.cooked());
}

TEST_F(ScanJobs, InTheBackgroundItLeavesTheTerminalAlone) {
  run(scan + " &");
  run("echo still $((40 + 2))");  // the shell reads its own keys
  ASSERT_TRUE(shell.expect("still 42"));
  EXPECT_TRUE(shell.cooked());
  EXPECT_THAT(shell.shown(), testing::Not(HasSubstr(" ports/s")));
  run("fg");
  ASSERT_TRUE(shell.expect("? keys"));
  EXPECT_FALSE(shell.cooked());
  shell.send("q");
  ASSERT_TRUE(shell.expect(" untested in"));
  run("echo status $?");
  ASSERT_TRUE(shell.expect("status 1"));
  EXPECT_TRUE(shell.cooked());
}

}  // namespace
}  // namespace sounder::test

// `sounder scan` on a terminal: prompt, progress bar, Ctrl-C.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/listener.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

TEST(ScanTerminal, AsksForTheHost) {
  const Listener listener;
  TerminalProgram program({SOUNDER, "--lang", "en", "scan", "--in-turn", "-p", listener.port()});
  ASSERT_TRUE(program.expect("Host name or IP address: "));
  program.send("\r");  // nothing typed: it asks again
  ASSERT_TRUE(program.expect("Host name or IP address: "));
  program.send("127.0.0.1\r");
  ASSERT_TRUE(program.expect("Port " + listener.port() + " is open"));
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST(ScanTerminal, AsksInRussian) {
  const Listener listener;
  TerminalProgram program({SOUNDER, "scan", "--lang", "ru", "-p", listener.port()});
  ASSERT_TRUE(program.expect("Имя узла или IP-адрес: "));
  program.send("127.0.0.1\r");
  ASSERT_TRUE(program.expect("Порт " + listener.port() + " открыт"));
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST(ScanTerminal, CtrlDAtThePromptIsNoHost) {
  TerminalProgram program({SOUNDER, "--lang", "en", "scan"});
  ASSERT_TRUE(program.expect("Host name or IP address: "));
  program.send(kCtrlD);
  ASSERT_TRUE(program.expect("no target"));
  EXPECT_EQ(program.wait_exit(), 2);
}

TEST(ScanTerminal, CtrlCAtThePromptEnds) {
  TerminalProgram program({SOUNDER, "--lang", "en", "scan"});
  ASSERT_TRUE(program.expect("Host name or IP address: "));
  program.send(kCtrlC);
  EXPECT_EQ(program.wait_exit(), 130);
}

TEST(ScanTerminal, ShowsABarThatGoesAwayAndThenTheList) {
  const Listener listener;
  TerminalProgram program(
      {SOUNDER, "--lang", "en", "scan", "--max-rate", "300", "-p", listener.port() + ",1-400", "127.0.0.1"});
  ASSERT_TRUE(program.expect("["));
  ASSERT_TRUE(program.expect("%"));
  ASSERT_TRUE(program.expect(" ports/s"));
  ASSERT_TRUE(program.expect(" found"));
  ASSERT_TRUE(program.expect(" left"));
  ASSERT_TRUE(program.expect("\r\x1b[K"));  // the bar's line is wiped before the list
  ASSERT_TRUE(program.expect("Port " + listener.port() + " is open"));
  EXPECT_EQ(program.wait_exit(), 0);
}

TEST(ScanTerminal, TheBarFollowsAResize) {
  TerminalProgram program({SOUNDER, "--lang", "en", "scan", "--max-rate", "100", "-p", "1-1000", "127.0.0.1"},
                          {}, {.rows = 24, .columns = 100});
  ASSERT_TRUE(program.expect("##"));
  program.resize({.rows = 24, .columns = 30});
  // The line of 80 and more columns has been broken over three rows or so: the cursor goes up before it is
  // wiped.
  ASSERT_TRUE(program.expect("A\r\x1b[J"));
  ASSERT_TRUE(program.expect("\r\x1b[K"));
  program.send(kCtrlC);
  EXPECT_EQ(program.wait_exit(), 130);
  const std::string tail = program.shown().substr(program.shown().rfind("\x1b[J"));
  EXPECT_THAT(tail, testing::Not(HasSubstr("[#")));  // 30 columns hold no bar, only its words
}

TEST(ScanTerminal, StatesAndErrorsHaveColoursUnlessTheyAreRefused) {
  const Listener listener;
  const auto shown = [&](std::vector<std::string> more, const std::vector<std::string>& environment) {
    std::vector<std::string> words{SOUNDER, "--lang", "en", "scan", "-p", listener.port(), "127.0.0.1"};
    words.insert(words.end(), more.begin(), more.end());
    TerminalProgram program(words, environment);
    EXPECT_TRUE(program.wait_exit().has_value());
    return program.shown();
  };
  const std::string green = "\x1b[32mPort " + listener.port() + " is open\x1b[0m";
  const std::string red = "\x1b[31msounder:\x1b[0m ";
  EXPECT_THAT(shown({}, {}), HasSubstr(green));
  EXPECT_THAT(shown({"--tries", "x"}, {}), HasSubstr(red));
  for (const char* refusal : {"NO_COLOR=1", "TERM=dumb", "TERM="}) {
    EXPECT_THAT(shown({}, {refusal}), testing::Not(HasSubstr("\x1b")));
    EXPECT_THAT(shown({"--tries", "x"}, {refusal}), testing::Not(HasSubstr("\x1b")));
  }
  EXPECT_THAT(shown({"--color", "never"}, {}), testing::Not(HasSubstr("\x1b[32m")));
  EXPECT_THAT(shown({"--color", "always"}, {"TERM=dumb"}), HasSubstr(green));
}

TEST(ScanTerminal, CtrlCPrintsWhatWasFound) {
  const Listener listener;
  TerminalProgram program(
      {SOUNDER, "--lang", "en", "scan", "--max-rate", "100", "-p", "1-5000", "127.0.0.1"});
  ASSERT_TRUE(program.expect(" left"));
  program.send(kCtrlC);
  ASSERT_TRUE(program.expect("untested in"));
  EXPECT_EQ(program.wait_exit(), 130);
}

}  // namespace
}  // namespace sounder::test

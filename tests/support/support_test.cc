#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

TEST(TerminalProgram, ShowsTakesKeysAndTellsTheExitCode) {
  TerminalProgram shell({"/bin/sh", "-c", "test -t 0 && read line && echo got:$line && stty size && exit 7"},
                        {}, {30, 90});
  shell.send("abc\r");
  EXPECT_TRUE(shell.expect("got:abc"));
  EXPECT_TRUE(shell.expect("30 90"));
  EXPECT_EQ(shell.wait_exit(), 7);
}

TEST(TerminalProgram, PassesControlCAsASignal) {
  TerminalProgram shell({"/bin/sh", "-c", "echo ready; exec cat"});
  ASSERT_TRUE(shell.expect("ready"));
  shell.send(kCtrlC);
  EXPECT_EQ(shell.wait_exit(), 130);
}

TEST(Program, CarriesAllThreeStreams) {
  Program shell({"/bin/sh", "-c", "cat; echo $WORD >&2"}, {.environment = {"WORD=spoken"}});
  shell.send(std::string(300'000, 'x'));
  shell.close_input();
  EXPECT_TRUE(shell.expect_error("spoken"));
  EXPECT_EQ(shell.wait_exit(), 0);
  EXPECT_EQ(shell.output().size(), 300'000);
}

}  // namespace
}  // namespace sounder::test

// sounder connect as a person sees it: on a pseudo-terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <csignal>

#include "base/clock.h"
#include "echo/serve/listeners.h"
#include "net/accept.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

std::vector<std::string> connect_words(const Endpoint& where, const std::string& language = "en") {
  return {kSounder, "connect", where.to_string(), "--lang", language};
}

class ConnectTerminal : public testing::Test {
 protected:
  ServeProgram server_;
};

TEST_F(ConnectTerminal, ALineThatIsTypedComesBack) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("Connected to " + server_.where.to_string()));
  EXPECT_TRUE(client.expect("> "));
  client.send("hello");
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Echo: hello\r\n"));
  EXPECT_TRUE(client.expect("> "));
  client.send(kCtrlD);
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_TRUE(client.cooked());
}

TEST_F(ConnectTerminal, SpeaksRussianWhereNoRussianLocaleExists) {
  TerminalProgram client(connect_words(server_.where, "ru"));
  EXPECT_TRUE(client.expect("Соединение с"));
  client.send("привет");
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Эхо: привет\r\n"));
}

TEST_F(ConnectTerminal, TheLineCanBeEdited) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  client.send("helo");
  client.send(kLeft);
  client.send("l");
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Echo: hello\r\n"));
  client.send("x\177worl");
  client.send(kLeft);
  client.send(kRight);
  client.send("d");
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Echo: world\r\n"));
}

TEST_F(ConnectTerminal, EarlierLinesComeBackWithTheUpKey) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  for (const char* line : {"first", "second"}) {
    client.send(line);
    client.send(kEnter);
    EXPECT_TRUE(client.expect(std::string("Echo: ") + line));
  }
  client.send(kUp);
  client.send(kUp);
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Echo: first"));
}

TEST_F(ConnectTerminal, ControlCRestoresTheTerminalAndSaysSoInItsExitCode) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  client.send("half a li");
  EXPECT_TRUE(client.expect("half a li"));
  client.send(kCtrlC);
  EXPECT_EQ(client.wait_exit(), 130);
  EXPECT_TRUE(client.cooked());
}

// The terminal drops what was typed when it sees a Ctrl-C: between poll() and read(), that left the client in
// a read that no signal ended.
TEST_F(ConnectTerminal, AControlCRightBehindAKeyIsHeard) {
  for (int round = 0; round < 20; ++round) {
    TerminalProgram client(connect_words(server_.where));
    EXPECT_TRUE(client.expect("> "));
    client.send("x");
    client.send(kCtrlC);
    ASSERT_EQ(client.wait_exit(), 130) << "round " << round;
    EXPECT_TRUE(client.cooked());
  }
}

TEST_F(ConnectTerminal, FollowsAResize) {
  TerminalProgram client(connect_words(server_.where), {}, {24, 80});
  EXPECT_TRUE(client.expect("> "));
  client.resize({24, 20});
  client.send("a line longer than twenty columns");
  client.send(kEnter);
  EXPECT_TRUE(client.expect("Echo: a line longer than twenty columns\r\n"));
}

// A shell with job control and without line editing, as in scan_keys_test.cc.
TEST_F(ConnectTerminal, StoppedInMidLineAndContinuedTheLineIsStillEdited) {
  TerminalProgram shell({"/bin/sh", "-i"}, {"PS1=ready: ", "ENV="});
  EXPECT_TRUE(shell.expect("ready: "));
  shell.send("'" + std::string(kSounder) + "' connect --lang en " + server_.where.to_string() + "\r");
  EXPECT_TRUE(shell.expect("> "));
  shell.send("rm -rf old");
  EXPECT_TRUE(shell.expect("> rm -rf old"));
  for (int round = 0; round < 3; ++round) {
    shell.send(kCtrlZ);
    ASSERT_TRUE(shell.expect("Stopped")) << round;
    ASSERT_TRUE(shell.expect("ready: ")) << round;
    EXPECT_TRUE(shell.cooked()) << round;
    shell.send("fg\r");
    ASSERT_TRUE(shell.expect("> rm -rf old\033[K")) << round;
    EXPECT_FALSE(shell.cooked()) << round;
  }
  // In the background it leaves the terminal to the shell.
  shell.send(kCtrlZ);
  ASSERT_TRUE(shell.expect("ready: "));
  shell.send("bg\r");
  ASSERT_TRUE(shell.expect("ready: "));
  shell.send("echo still $((40 + 2))\r");
  ASSERT_TRUE(shell.expect("still 42"));
  EXPECT_TRUE(shell.cooked());
  shell.send("fg\r");
  ASSERT_TRUE(shell.expect("> rm -rf old\033[K"));
  shell.send("\x15");  // Ctrl-U
  shell.send("ls\r");
  EXPECT_TRUE(shell.expect("Echo: ls\r\n"));
  shell.send(kCtrlD);
  EXPECT_TRUE(shell.expect("ready: "));
  EXPECT_TRUE(shell.cooked());
}

TEST_F(ConnectTerminal, APasteKeepsItsTabsAndControlCharacters) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  client.send("a\tb\r");
  EXPECT_TRUE(client.expect("Echo: a\tb\r\n"));
  client.send("\033[200~one\ttwo\x01\x15three\rnext\033[201~\r");
  EXPECT_TRUE(client.expect("Echo: one\ttwo\\x01\\x15three\r\n"));
  EXPECT_TRUE(client.expect("Echo: next\r\n"));
}

TEST_F(ConnectTerminal, ALongPasteIsSentAtOnce) {
  for (const bool marked : {false, true}) {
    TerminalProgram client(connect_words(server_.where));
    EXPECT_TRUE(client.expect("> "));
    std::string line;
    while (line.size() < 70'000) line += "line " + std::to_string(line.size()) + " ";
    const Instant begin = clock_now();
    client.send(marked ? "\033[200~" + line + "\033[201~\r" : line + "\r");
    EXPECT_TRUE(client.expect(line.substr(line.size() - 50) + "\r\n")) << marked;
    EXPECT_LT(clock_now() - begin, std::chrono::seconds(10)) << marked;
  }
}

TEST_F(ConnectTerminal, BackspaceTakesACombinedLetterAndShowsWhatIsSent) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  client.send("cafe\xcc\x81");
  EXPECT_TRUE(client.expect("> cafe\xcc\x81\033[K"));
  client.send("\177");
  EXPECT_TRUE(client.expect("> caf\033[K"));
  client.send("\r");
  EXPECT_TRUE(client.expect("Echo: caf\r\n"));
}

TEST_F(ConnectTerminal, ATerminalThatObeysNoEscapesGetsNone) {
  TerminalProgram client(connect_words(server_.where), {"TERM=dumb"});
  EXPECT_TRUE(client.expect("> "));
  EXPECT_TRUE(client.cooked());
  for (const char* line : {"hello", "again"}) {
    client.send(std::string(line) + "\r");
    EXPECT_TRUE(client.expect(std::string("Echo: ") + line + "\r\n"));
  }
  client.send("half");
  client.send(kCtrlD);
  client.send("\r");
  EXPECT_TRUE(client.expect("Echo: half\r\n"));
  EXPECT_TRUE(client.expect("> "));
  client.send(kCtrlD);
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_THAT(client.shown(), testing::Not(testing::HasSubstr("\033")));
}

TEST_F(ConnectTerminal, LeavesWhenTheServerClosesAndSaysSo) {
  TerminalProgram client(connect_words(server_.where));
  EXPECT_TRUE(client.expect("> "));
  server_.program.signal(SIGTERM);
  server_.program.signal(SIGINT);
  EXPECT_TRUE(client.expect("The server closed the connection."));
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_TRUE(client.cooked());
}

TEST(ConnectToAStranger, WhatItSendsCannotPressKeysOrMoveTheCursor) {
  const Endpoint any_port{*Address::parse("127.0.0.1"), Port{0}};
  const auto listeners = open_listeners(std::span(&any_port, 1));
  ASSERT_TRUE(listeners);
  TerminalProgram client(connect_words(*local_endpoint(listeners->front().get())));
  pollfd p{listeners->front().get(), POLLIN, 0};
  ASSERT_EQ(::poll(&p, 1, 20'000), 1);
  const auto accepted = accept_tcp(listeners->front().get());
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(client.expect("> "));
  const std::string evil = "\033[2Jcleared\nno end of line";
  EXPECT_EQ(::send(accepted->fd.get(), evil.data(), evil.size(), 0), static_cast<ssize_t>(evil.size()));
  EXPECT_TRUE(client.expect("Echo: \\x1b[2Jcleared\r\n"));
  ::shutdown(accepted->fd.get(), SHUT_RDWR);
  EXPECT_TRUE(client.expect("Echo: no end of line\r\n"));
  EXPECT_TRUE(client.expect("The server closed the connection."));
}

}  // namespace
}  // namespace sounder::test

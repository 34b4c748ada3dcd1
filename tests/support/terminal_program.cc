#include "tests/support/terminal_program.h"

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/clock.h"
#include "tests/support/spawn.h"

namespace sounder::test {

TerminalProgram::TerminalProgram(const std::vector<std::string>& words,
                                 const std::vector<std::string>& environment, TerminalSize size) {
  // Made before the fork: between fork and exec a program with threads may only make system calls.
  ProgramImage image(words, environment);
  winsize window{size.rows, size.columns, 0, 0};
  int master = -1;
  pid_ = ::forkpty(&master, nullptr, nullptr, &window);
  if (pid_ == 0) image.execute();
  master_ = Fd(master);
  EXPECT_GT(pid_, 0) << "forkpty";
}

TerminalProgram::~TerminalProgram() {
  if (pid_ <= 0 || exit_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool TerminalProgram::read_some(std::chrono::milliseconds patience) {
  pollfd p{master_.get(), POLLIN, 0};
  if (::poll(&p, 1, static_cast<int>(patience.count())) <= 0) return false;
  char buffer[4096];
  const auto got = ::read(master_.get(), buffer, sizeof buffer);
  if (got <= 0) return false;  // EIO: the last holder of the other side is gone
  shown_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

testing::AssertionResult TerminalProgram::expect(std::string_view text, std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  for (;;) {
    const std::size_t at = shown_.find(text, matched_);
    if (at != std::string::npos) {
      matched_ = at + text.size();
      return testing::AssertionSuccess();
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_now());
    if (left.count() <= 0 || !read_some(left))
      return testing::AssertionFailure()
             << "expected " << testing::PrintToString(std::string(text))
             << ", shown since: " << testing::PrintToString(shown_.substr(matched_));
  }
}

void TerminalProgram::send(std::string_view keys) {
  while (!keys.empty()) {
    const auto sent = ::write(master_.get(), keys.data(), keys.size());
    if (sent < 0 && errno == EINTR) continue;
    ASSERT_GT(sent, 0) << "the terminal takes no keys";
    keys.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void TerminalProgram::resize(TerminalSize size) {
  winsize window{size.rows, size.columns, 0, 0};
  ASSERT_EQ(::ioctl(master_.get(), TIOCSWINSZ, &window), 0);
}

void TerminalProgram::signal(int number) const { ::kill(pid_, number); }

std::optional<int> TerminalProgram::wait_exit(std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  while (!exit_ && clock_now() < deadline) {
    // Reading on keeps a program alive that still writes, and keeps its last words.
    if (!read_some(std::chrono::milliseconds(20)))
      ::poll(nullptr, 0, 1);  // gone from the terminal, not yet reaped
    exit_ = reap(pid_);
  }
  while (read_some(std::chrono::milliseconds(0))) continue;
  return exit_;
}

bool TerminalProgram::cooked() const {
  termios mode{};
  return ::tcgetattr(master_.get(), &mode) == 0 && (mode.c_lflag & ICANON) != 0 && (mode.c_lflag & ECHO) != 0;
}

}  // namespace sounder::test

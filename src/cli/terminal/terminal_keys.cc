#include "cli/terminal/terminal_keys.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "cli/terminal/typed_keys.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

constexpr tcflag_t kOff = ICANON | ECHO;  // while keys are read; ISIG stays, so Ctrl-C is still Ctrl-C

bool is_pipe(int fd) {
  struct stat what{};
  return ::fstat(fd, &what) == 0 && S_ISFIFO(what.st_mode);
}

}  // namespace

TerminalKeys::TerminalKeys(bool wanted)
    : wanted_(wanted && is_terminal(STDIN_FILENO) && takes_escapes(STDERR_FILENO) &&
              !is_pipe(STDOUT_FILENO) && ::tcgetpgrp(STDIN_FILENO) > 0) {
  wanted_ = wanted_ && signals_.begin();
}

void TerminalKeys::follow() {
  reading_ = false;
  // In the background, setting modes and reading would stop us (SIGTTOU, SIGTTIN).
  if (!wanted_ || !in_foreground(STDIN_FILENO)) return;
  termios now{};
  if (::tcgetattr(STDIN_FILENO, &now) != 0) return;
  // A shell that had the terminal in between has set its own mode.
  if (!set_ || (now.c_lflag & kOff) != 0) {
    usual_ = now;
    now.c_lflag &= ~kOff;
    now.c_cc[VMIN] = 0;  // see hung_up()
    now.c_cc[VTIME] = 0;
    if (::tcsetattr(STDIN_FILENO, TCSANOW, &now) != 0) return;
    set_ = true;
  }
  reading_ = true;
}

std::string TerminalKeys::take() {
  char keys[64];
  const auto got = ::read(STDIN_FILENO, keys, sizeof keys);
  const bool failed = got < 0 && errno != EINTR && errno != EAGAIN;
  if (failed || (got == 0 && hung_up(STDIN_FILENO))) end();  // the terminal is gone
  if (got <= 0) return {};
  return typed_keys({keys, static_cast<std::size_t>(got)});
}

void TerminalKeys::leave() {
  reading_ = false;
  if (set_ && in_foreground(STDIN_FILENO)) ::tcsetattr(STDIN_FILENO, TCSANOW, &usual_);
  set_ = false;
}

void TerminalKeys::obey_signal(const std::function<void()>& before, const std::function<void()>& after) {
  signals_.obey(
      [&] {
        before();
        leave();
      },
      after);
}

void TerminalKeys::end() {
  if (!wanted_) return;
  // A key that was pressed a moment too late is no command for the shell.
  if (set_ && in_foreground(STDIN_FILENO)) ::tcflush(STDIN_FILENO, TCIFLUSH);
  leave();
  wanted_ = false;
  signals_.end();
}

}  // namespace sounder

// Single keys from a person at the terminal while something else runs: no Enter, no echo; Ctrl-C stays
// Ctrl-C. Sets the modes of standard input while this process is in the terminal's foreground, and puts them
// back on every way out: end(), the destructor, Ctrl-Z, SIGQUIT and SIGHUP. One thread. Make it before any
// thread starts: it blocks the signals that would leave the terminal in the wrong mode.
#pragma once

#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

#include "base/fd.h"

namespace sounder {

class TerminalKeys {
 public:
  // Without `wanted`, and where standard input or error is no terminal, there are no keys. Nor where standard
  // output is a pipe: who reads it may be a pager, which has the keys of this terminal.
  explicit TerminalKeys(bool wanted);
  ~TerminalKeys() { end(); }
  TerminalKeys(const TerminalKeys&) = delete;
  TerminalKeys& operator=(const TerminalKeys&) = delete;

  // Before each wait: sets the modes when we have come to the foreground.
  void follow();
  int fd() const { return reading_ ? STDIN_FILENO : -1; }  // to poll for keys; -1 where there are none now
  int signal_fd() const { return signals_.get(); }         // to poll; then obey_signal()
  // The keys that have been pressed; never blocks after poll(). Arrows and the like are no keys of ours and
  // are left out.
  std::string take();
  // Does what the signal asks for (stops this process, or ends it) with the terminal as it was. `before` is
  // called in advance, `after` when the process goes on.
  void obey_signal(const std::function<void()>& before, const std::function<void()>& after);
  // No keys any more, and the terminal is as it was. Signals do again what they usually do.
  void end();

 private:
  void leave();

  bool wanted_;
  bool reading_ = false;  // standard input is in our mode
  bool set_ = false;
  termios usual_{};
  sigset_t caught_{};
  Fd signals_;
};

// Whether this process may draw on the terminal behind `fd`: it is in its foreground, or that is nobody's.
bool in_foreground(int fd);

}  // namespace sounder

// Single keys from the terminal while the scan runs: no Enter, no echo; Ctrl-C stays Ctrl-C. The mode of
// standard input is set while this process is in the terminal's foreground, and restored by end(), by the
// destructor, and on Ctrl-Z, SIGQUIT and SIGHUP. One thread. Construct it before any thread starts: it blocks
// the signals that would leave the terminal in the wrong mode.
#pragma once

#include <termios.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "cli/terminal/mode_signals.h"

namespace sounder {

class TerminalKeys {
 public:
  // There are no keys if they are not wanted, if standard input is no terminal, if standard error is none
  // that obeys escape sequences, or if standard output is a pipe: its reader may be a pager, which reads the
  // keys.
  explicit TerminalKeys(bool wanted);
  ~TerminalKeys() { end(); }
  TerminalKeys(const TerminalKeys&) = delete;
  TerminalKeys& operator=(const TerminalKeys&) = delete;

  // Before each wait: sets the mode if this process has come to the foreground.
  void follow();
  int fd() const { return reading_ ? STDIN_FILENO : -1; }  // to poll for keys; -1 where there are none now
  int signal_fd() const { return signals_.fd(); }          // to poll; then obey_signal()
  // The keys that have been pressed, without arrows and function keys. Never blocks after poll().
  std::string take();
  // Takes the signal's default action (stops this process, or ends it) with the terminal's mode restored.
  // Calls before() first, and after() when the process continues.
  void obey_signal(const std::function<void()>& before, const std::function<void()>& after);
  // Restores the mode, drops keys that were not taken, and unblocks the signals. There are no keys after it.
  void end();

 private:
  void leave();

  bool wanted_;
  bool reading_ = false;  // standard input is in the mode for keys
  bool set_ = false;
  termios usual_{};
  ModeSignals signals_;
};

}  // namespace sounder

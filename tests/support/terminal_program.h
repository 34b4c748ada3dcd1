// A program on a pseudo-terminal, driven like a person would: read what it shows, press keys, change the
// window. One thread. The destructor kills the child if it still runs; nothing here touches other processes.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace sounder::test {

inline constexpr std::chrono::seconds kPatience{20};  // sanitizer builds on a busy machine are slow

struct TerminalSize {
  unsigned short rows = 24;
  unsigned short columns = 80;
};

class TerminalProgram {
 public:
  // `words[0]` is the path of the program. `environment` holds NAME=value pairs that replace or add to ours;
  // TERM is xterm unless given.
  explicit TerminalProgram(const std::vector<std::string>& words,
                           const std::vector<std::string>& environment = {}, TerminalSize size = {});
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;
  ~TerminalProgram();

  // Waits until `text` is shown after what the last expect() matched; fails with all that was shown instead.
  testing::AssertionResult expect(std::string_view text, std::chrono::milliseconds patience = kPatience);
  void send(std::string_view keys);
  // Sets the size; the kernel sends SIGWINCH.
  void resize(TerminalSize size);
  void signal(int number) const;
  // As when a terminal window is closed: the kernel sends SIGHUP. Only signal() and wait_exit() may follow.
  void close_terminal() { master_.close(); }
  // Waits for the end: the exit code, 128 + the signal that killed it, or nullopt if it still runs by then.
  std::optional<int> wait_exit(std::chrono::milliseconds patience = kPatience);

  // Everything shown so far, escape sequences and all.
  const std::string& shown() const { return shown_; }
  // True while the terminal is in the mode a shell leaves it in: lines and echo on.
  bool cooked() const;
  pid_t pid() const { return pid_; }

 private:
  bool read_some(std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  Fd master_;
  std::string shown_;
  std::size_t matched_ = 0;
  std::optional<int> exit_;
};

// Keys, as xterm sends them.
inline constexpr std::string_view kEnter = "\r";
inline constexpr std::string_view kUp = "\033[A";
inline constexpr std::string_view kDown = "\033[B";
inline constexpr std::string_view kRight = "\033[C";
inline constexpr std::string_view kLeft = "\033[D";
inline constexpr std::string_view kCtrlC = "\003";
inline constexpr std::string_view kCtrlD = "\004";
inline constexpr std::string_view kCtrlZ = "\032";

}  // namespace sounder::test

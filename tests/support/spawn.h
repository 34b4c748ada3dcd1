// What it takes to start a program from a test: its words and environment made ready before fork, and its
// end.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace sounder::test {

class ProgramImage {
 public:
  // `environment` holds NAME=value pairs that replace or add to this process's own. Without one of these,
  // language is English and TERM is xterm.
  ProgramImage(const std::vector<std::string>& words, const std::vector<std::string>& environment);
  // In the child: unblocks all signals and becomes the program; 127 if it cannot. Makes system calls only.
  [[noreturn]] void execute();

 private:
  std::vector<std::string> words_;
  std::vector<std::string> environment_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

// The exit code of a child that ended, 128 + the signal that killed it, nullopt while it runs. Never blocks.
std::optional<int> reap(pid_t pid);

}  // namespace sounder::test

// A program in the background with its streams in pipes: for servers, and for commands used in pipes.
// One thread. The destructor kills the child if it still runs.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {

struct ProgramStart {
  std::vector<std::string> environment = {};
  // Run in the child before the program (system calls only): limits, privileges.
  std::function<void()> in_child = {};
  int standard_input = -1;   // a descriptor to take instead of a pipe
  int standard_output = -1;  // likewise
};

class Program {
 public:
  explicit Program(const std::vector<std::string>& words, const ProgramStart& start = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  // Waits until standard error shows `text` after what the last expect_error() matched.
  testing::AssertionResult expect_error(std::string_view text,
                                        std::chrono::milliseconds patience = kPatience);
  // The same for standard output, from its beginning.
  testing::AssertionResult expect_output(std::string_view text,
                                         std::chrono::milliseconds patience = kPatience);
  // The rest of the line that follows the last match.
  std::string rest_of_line();
  // Writes all of it, reading the program's own output meanwhile so that neither waits for ever.
  void send(std::string_view bytes);
  void close_input() { input_.close(); }
  void signal(int number) const;
  // Reads both streams until the end: the exit code, 128 + signal, or nullopt if it still runs by then.
  std::optional<int> wait_exit(std::chrono::milliseconds patience = kPatience);

  const std::string& output() const { return output_text_; }
  const std::string& error() const { return error_text_; }
  pid_t pid() const { return pid_; }

 private:
  void read_some(std::chrono::milliseconds patience, bool wait_for_input_room);

  pid_t pid_ = -1;
  Fd input_, output_, error_;
  std::string output_text_, error_text_;
  std::size_t matched_ = 0;
  std::optional<int> exit_;
};

}  // namespace sounder::test

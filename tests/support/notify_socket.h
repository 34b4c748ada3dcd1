// A service manager's ear: the socket that NOTIFY_SOCKET names (sd_notify(3)), and what was said to it. One
// thread.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/fd.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {

class NotifySocket {
 public:
  NotifySocket();  // an abstract name, so that nothing is left behind
  // "NOTIFY_SOCKET=@..." for the program's environment.
  std::string variable() const { return "NOTIFY_SOCKET=" + name_; }
  // From here on nothing gets in: whoever sends waits until expect() is called.
  void fill();
  // Waits until a message with `text` comes after those that were matched before.
  testing::AssertionResult expect(std::string_view text, std::chrono::milliseconds patience = kPatience);
  // All messages so far, each with an end of line.
  const std::string& heard() const { return heard_; }

 private:
  Fd fd_;
  std::string name_;
  std::string heard_;
  std::size_t matched_ = 0;
};

}  // namespace sounder::test

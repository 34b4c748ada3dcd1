// Signals as something to poll. Make these before any thread starts: the signals are blocked in the calling
// thread and in all that it starts.
#pragma once

#include <initializer_list>
#include <optional>

#include "base/fd.h"

namespace sounder {

class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);  // throws std::system_error if no descriptor is left
  int fd() const { return fd_.get(); }                   // readable while a signal waits to be taken
  std::optional<int> take() const;  // the signal's number, once for each arrival; never blocks

 private:
  Fd fd_;
};

// SIGINT and SIGTERM. SIGPIPE is ignored from here on: a broken pipe is an error that a write reports.
class StopSignal : public Signals {
 public:
  StopSignal();
};

}  // namespace sounder

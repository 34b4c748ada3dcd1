// Signals as a descriptor to poll. Create these before any thread starts: the signals are blocked in the
// calling thread and in the threads that it starts.
#pragma once

#include <initializer_list>
#include <optional>

#include "base/clock.h"
#include "base/fd.h"

namespace sounder {

class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);  // throws std::system_error if no descriptor is left
  int fd() const { return fd_.get(); }                   // readable while a signal is pending
  std::optional<int> take() const;  // the signal's number, once for each arrival; never blocks

 private:
  Fd fd_;
};

// A second signal within this time counts as the same one: timeout(1), for example, signals the program and
// then its group.
inline constexpr Duration kSameSignal = std::chrono::milliseconds(200);

// SIGINT and SIGTERM. SIGPIPE is ignored from here on: a broken pipe is an error that a write reports.
class StopSignal : public Signals {
 public:
  StopSignal();
};

}  // namespace sounder

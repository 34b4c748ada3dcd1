// SIGINT, SIGTERM and SIGHUP as something to poll: who gives the command wants it to end, except that SIGHUP
// has a server read its files again. A SIGHUP that was ignored from the start (nohup) stays so. Make one in
// main(), before any thread starts: the signals are blocked in the calling thread and in all that it starts.
// SIGPIPE is ignored: a broken pipe is an error that a write reports.
#pragma once

#include <optional>

#include "base/fd.h"

namespace sounder {

class StopSignal {
 public:
  StopSignal();                         // throws std::system_error if no descriptor is left
  int fd() const { return fd_.get(); }  // readable while a signal waits to be taken
  std::optional<int> take() const;      // the signal's number, once for each arrival; never blocks

 private:
  Fd fd_;
};

}  // namespace sounder

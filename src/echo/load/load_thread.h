// The work of one thread of a load run: LoadKeepOpen and LoadChurn over TCP, DatagramWorker over UDP. Made by
// any thread, then used by one.
#pragma once

#include <functional>
#include <stop_token>

#include "base/clock.h"
#include "echo/load/load_totals.h"
#include "net/socket.h"

namespace sounder {

class LoadThread {
 public:
  // Called a few times a second with the totals so far.
  using Publish = std::function<void(const LoadTotals&)>;

  virtual ~LoadThread() = default;
  // Opens every connection, and ends when each is open or has failed once; early when stopped, and at the
  // first shortage of this machine.
  virtual void open(const std::stop_token& stop) = 0;
  // Sends and receives until the plan is done; a stop interrupts it.
  virtual void measure(Instant start, const std::stop_token& stop) = 0;
  virtual const LoadTotals& totals() = 0;
  virtual const LoadSeries& series() = 0;
};

// The kind of error of an errno that is no shortage of this machine (is_shortage).
LoadError kind_of(Errno code);

}  // namespace sounder

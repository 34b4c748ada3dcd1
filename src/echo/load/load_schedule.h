// The schedule of an open loop, as one thread sees it: the j-th request of all threads is due at start + j /
// rate and belongs to connection j modulo connections. Pure. Also how connections are shared out among
// threads.
#pragma once

#include <cstddef>
#include <cstdint>

#include "echo/load/load_options.h"

namespace sounder {

// Connections of one thread: as even as they go.
std::size_t share_of(std::size_t connections, unsigned thread, unsigned threads);

class LoadSchedule {
 public:
  // Of a closed loop, which has none, nothing is ever due.
  LoadSchedule(const LoadOptions& options, unsigned thread);

  void start(Instant now) { start_ = now; }
  // When this thread's request number `index` is due. Open loop only.
  Instant due(std::uint64_t index) const;
  // How many are due before `end`.
  std::uint64_t due_before(Instant end) const;

 private:
  double interval_ns_ = 0;  // between two requests of this thread
  double phase_ns_ = 0;     // of the first after the start
  Instant start_;
};

}  // namespace sounder

// What puts probes on the wire. Owns time, kernel objects and buffers; decides nothing. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/clock.h"
#include "scan/probe.h"
#include "scan/traits.h"

namespace sounder {

class ProbeEngine {
 public:
  virtual ~ProbeEngine() = default;
  virtual Instant now() const = 0;
  virtual Traits traits() const = 0;
  // How many probes submit() would take now (descriptors, ring room).
  virtual std::size_t capacity() const = 0;
  // Sends a batch. What could not be sent for a local reason is appended to `unsent`; the rest is in flight.
  virtual void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) = 0;
  // Nobody waits for this try any more: its resources may go when they are needed. Unknown tries are ignored.
  virtual void release(TryId id) = 0;
  // Waits until `deadline` at most for answers and appends them (none: time is up). Never more than
  // `deadline` late by design.
  virtual void wait(Instant deadline, std::vector<Answer>& answers) = 0;
  // Answers that came to this machine so far and found no room: lost like any on the way.
  virtual std::uint64_t answers_lost() const { return 0; }
};

}  // namespace sounder

// Sends probes and receives answers. Owns the clock, kernel objects and buffers; decides nothing. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/clock.h"
#include "net/path_news.h"
#include "scan/probe.h"
#include "scan/traits.h"

namespace sounder {

// Probes passed from a plan to an engine in one call: enough that the call is cheap beside the system calls,
// few enough that answers are read every few hundred microseconds.
inline constexpr std::size_t kProbesAtOnce = 64;

class ProbeEngine {
 public:
  virtual ~ProbeEngine() = default;
  virtual Instant now() const = 0;
  virtual Traits traits() const = 0;
  // How many probes submit() would take now (descriptors, ring room).
  virtual std::size_t capacity() const = 0;
  // Sends a batch. What could not be sent for a local reason is appended to `unsent`; the rest is in flight.
  virtual void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) = 0;
  // The plan no longer waits for this try: its resources may be reused. Unknown tries are ignored.
  virtual void release(TryId id) = 0;
  // Waits for answers, at most until `deadline`, and appends them. None: the deadline has passed.
  virtual void wait(Instant deadline, std::vector<Answer>& answers) = 0;
  // Answers that this machine dropped for lack of buffer space so far. The plan sees them as lost.
  virtual std::uint64_t answers_lost() const { return 0; }
  // Probes of submit() that only the kernel may send, because its firewall or IPsec has a say on their path:
  // they are neither in flight nor unsent. Appended, and forgotten here.
  virtual void take_refused(std::vector<Probe>&) {}
  // The paths of such probes, each once, and what became of routes: appended and forgotten.
  virtual void take_news(std::vector<PathNews>&) {}
};

}  // namespace sounder

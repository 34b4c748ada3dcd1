// Decides what a scan sends and when, and what an answer or a silence means. Pure: no clock, no descriptor,
// no thread. Implementations: in_turn_plan (one port after another) and parallel_plan (as fast as the path
// allows).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "scan/event.h"
#include "scan/plan/host_status.h"
#include "scan/probe.h"
#include "scan/share_marks.h"

namespace sounder {

class ScanPlan {
 public:
  virtual ~ScanPlan() = default;

  // Writes the probes that are due at `now` to the front of `out`, and returns how many. A probe handed out
  // counts as sent.
  virtual std::size_t poll_probes(Instant now, std::span<Probe> out) = 0;
  virtual void on_answer(Instant now, const Answer& answer) = 0;
  // Local shortage: these probes of the last poll were not sent. They are to be sent again and are not lost,
  // and this machine is asked for less at once. Earlier probes may be among them where a route is lost.
  virtual void on_unsent(Instant now, std::span<const Unsent> unsent) = 0;
  // When poll_probes() must be called next if no answer comes first; nullopt: not before an answer.
  virtual std::optional<Instant> next_wakeup() const = 0;
  virtual bool done() const = 0;
  // Ends the scan now: every pair without a verdict becomes untested (kInterrupted). done() holds afterwards.
  // These pairs are counted, in counts() and in the HostDone of hosts under way, but get no Verdict each: of
  // a /8 with all ports they are 10^12.
  virtual void interrupt(Instant now) = 0;

  // Probes a second at most from now on, over all slices of the scan; infinite: no cap. Until then, the
  // request's own holds. Precondition: more than 0.
  virtual void set_rate_cap(double per_s) = 0;

  virtual Progress progress() const = 0;
  // Verdicts given so far, by state. Once done() they add up to progress().pairs.
  virtual Counts counts() const = 0;
  // How many hosts have been begun and not finished; appends at most `most` of them to `out`.
  virtual std::uint64_t hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const = 0;

  // What has become known since the last call. Appends to `out`. Call all three after each poll or batch of
  // answers.
  virtual void take_verdicts(std::vector<Verdict>& out) = 0;
  virtual void take_hosts(std::vector<HostDone>& out) = 0;
  // How far the silent pairs were tried, for a scan that is continued later; empty if this plan does not say.
  virtual ShareMarks marks() const { return {}; }
  // Tries that have been given up (ProbeEngine::release).
  virtual void take_released(std::vector<TryId>& out) = 0;
};

}  // namespace sounder

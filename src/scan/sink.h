// Where the events of a scan go: one implementation per output format (report/). Calls come one at a time,
// never two at once, from any thread of the scan.
#pragma once

#include "scan/event.h"

namespace sounder {

struct Summary {
  Counts counts{};
  std::uint64_t pairs = 0;
  std::uint64_t sent = 0;
  Duration elapsed{};
  bool interrupted = false;

  std::uint64_t count(State state) const { return counts[static_cast<std::size_t>(state)]; }
};

class ScanSink {
 public:
  virtual ~ScanSink() = default;
  // A verdict on one pair, as soon as it is final. In no order.
  virtual void on_verdict(const Verdict& verdict) = 0;
  // A host with all its verdicts given: after the last of them.
  virtual void on_host(const HostDone& host) = 0;
  virtual void on_summary(const Summary& summary) = 0;
};

}  // namespace sounder

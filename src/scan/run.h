// The only loop between a plan and an engine.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "scan/control.h"
#include "scan/engine/engine.h"
#include "scan/plan/plan.h"

namespace sounder {

// The results of one turn of the loop; the spans are valid during the call only.
struct Turn {
  std::span<const Verdict> verdicts;
  std::span<const HostDone> hosts;
  Progress progress;
  std::uint64_t answers_lost = 0;  // on this machine, so far
  std::span<const PathNews> news = {};
};

// Runs the plan to its end in the calling thread. A stop request interrupts the plan: pairs without a verdict
// become untested. `publish` is called after every turn. While `control.paused` is set, nothing is sent,
// answers are read, and the plan's clock stands still (plan_clock.h).
void run_scan(ScanPlan& plan, ProbeEngine& engine, const std::stop_token& stop,
              const std::function<void(const Turn&)>& publish, const ScanControl& control = {});

}  // namespace sounder

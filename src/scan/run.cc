#include "scan/run.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace sounder {

void run_scan(ScanPlan& plan, ProbeEngine& engine, const std::stop_token& stop,
              const std::function<void(const Turn&)>& publish) {
  std::array<Probe, kProbesAtOnce> probes;
  std::vector<Unsent> unsent;
  std::vector<Answer> answers;
  std::vector<Verdict> verdicts;
  std::vector<HostDone> hosts;
  std::vector<TryId> released;
  while (!plan.done()) {
    if (stop.stop_requested()) plan.interrupt(engine.now());
    const std::size_t room = std::min(probes.size(), engine.capacity());
    const std::size_t due = plan.poll_probes(engine.now(), std::span(probes).first(room));
    engine.submit(std::span(probes).first(due), unsent);
    plan.on_unsent(engine.now(), unsent);

    // A full batch means that more may be due at once; else sleep until the plan wakes, but look at `stop`
    // meanwhile.
    const Instant now = engine.now();
    Instant deadline = due > 0 && due == room ? now : now + kStopLatency;
    if (const auto wakeup = plan.next_wakeup()) deadline = std::min(deadline, *wakeup);
    engine.wait(plan.done() ? now : deadline, answers);
    for (const Answer& answer : answers) plan.on_answer(engine.now(), answer);

    plan.take_released(released);
    for (const TryId& id : released) engine.release(id);
    plan.take_verdicts(verdicts);
    plan.take_hosts(hosts);
    publish({verdicts, hosts, plan.progress()});
    unsent.clear();
    answers.clear();
    released.clear();
    verdicts.clear();
    hosts.clear();
  }
}

}  // namespace sounder

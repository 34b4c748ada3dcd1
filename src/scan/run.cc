#include "scan/run.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "scan/engine/engine.h"
#include "scan/plan/plan_clock.h"

namespace sounder {

void run_scan(ScanPlan& plan, ProbeEngine& engine, const std::stop_token& stop,
              const std::function<void(const Turn&)>& publish, const ScanControl& control) {
  std::array<Probe, kProbesAtOnce> probes;
  std::vector<Unsent> unsent;
  std::vector<Answer> answers;
  std::vector<Verdict> verdicts;
  std::vector<HostDone> hosts;
  std::vector<TryId> released;
  std::vector<PathNews> news;
  PlanClock clock;
  const auto plan_now = [&] { return clock.at(engine.now()); };
  double cap_per_s = ScanControl::kAsRequested;
  while (!plan.done()) {
    clock.set_paused(engine.now(), control.paused);
    if (const double wanted = control.cap_per_s; wanted != cap_per_s) {
      cap_per_s = wanted;
      plan.set_rate_cap(wanted);
    }
    if (stop.stop_requested()) plan.interrupt(plan_now());
    const std::size_t room = clock.paused() ? 0 : std::min(probes.size(), engine.capacity());
    std::size_t due = 0;
    if (!clock.paused()) {
      due = plan.poll_probes(plan_now(), std::span(probes).first(room));
      engine.submit(std::span(probes).first(due), unsent);
      plan.on_unsent(plan_now(), unsent);
    }

    // After a full batch more probes may be due at once. Otherwise sleep until the plan's next wakeup, but
    // check `stop` and `control` every kStopLatency.
    const Instant now = engine.now();
    Instant deadline = due > 0 && due == room ? now : now + kStopLatency;
    if (const auto wakeup = plan.next_wakeup(); wakeup && !clock.paused())
      deadline = std::min(deadline, clock.engine_time(*wakeup));
    engine.wait(plan.done() ? now : deadline, answers);
    for (const Answer& answer : answers) plan.on_answer(plan_now(), clock.at(answer));

    plan.take_released(released);
    for (const TryId& id : released) engine.release(id);
    plan.take_verdicts(verdicts);
    plan.take_hosts(hosts);
    engine.take_news(news);
    publish({verdicts, hosts, plan.progress(), engine.answers_lost(), news});
    unsent.clear();
    answers.clear();
    released.clear();
    news.clear();
    verdicts.clear();
    hosts.clear();
  }
}

}  // namespace sounder

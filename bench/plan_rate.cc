// How many probes a second the plan and the loop around it can do on one core, when every one of them is
// answered: the plan of a real scan on an engine that sends nothing and answers everything at once, in
// virtual time. usage: plan_rate [ADDRESSES (a power of two)] [RUNS]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "net/services.h"
#include "scan/engine/engine_dry.h"
#include "scan/plan/parallel_plan.h"
#include "scan/run.h"

namespace {

using namespace sounder;

double processor_s() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Probes a second of processor time.
double run(std::uint64_t addresses) {
  const ScanRequest request{.targets = TargetSet::make({{Address::ipv4(0x0a000000), addresses}}).value(),
                            .ports = PortSet::parse("80", Services::instance()).value(),
                            .seed = 1};
  DryEngine engine([](const Endpoint&) {});
  ParallelPlan plan(request, {}, {.kernel_retransmits = false, .late_answers = true}, engine.now(),
                    [](const Address&) { return Reach::kOnLink; });
  std::uint64_t sent = 0;
  const double began = processor_s();
  run_scan(plan, engine, {}, [&](const Turn& turn) { sent = turn.progress.sent; });
  return static_cast<double>(sent) / (processor_s() - began);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t addresses = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1U << 20U;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 5;
  std::vector<double> rates;
  for (int i = 0; i < runs; ++i) rates.push_back(run(addresses));
  std::ranges::sort(rates);
  fmt::print(
      "plan and loop, {} addresses, all answered, {} runs: {:.0f} probes/s of one core (median), {:.0f} to "
      "{:.0f}\n",
      addresses, runs, rates[rates.size() / 2], rates.front(), rates.back());
}

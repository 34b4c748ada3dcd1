// How many SYNs a second one sending core puts on the wire, and how long each takes: the engine of --engine
// syn alone, with no plan that would care for the path. For a network of the benchmark's own only (lab_run
// --veth). usage: syn_rate ADDRESSES SECONDS   (the words of a target, one port each)
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "net/services.h"
#include "scan/engine/engine_syn.h"

int main(int argc, char** argv) {
  using namespace sounder;
  if (argc != 3) return 2;
  const auto ranges = parse_address_word(argv[1]);
  if (!ranges || ranges->empty()) return 2;
  const ScanRequest request{.targets = TargetSet::make(*ranges).value(),
                            .ports = PortSet::parse("80", Services::instance()).value(),
                            .seed = 1};
  auto engine = SynEngine::open(request);
  if (!engine) {
    fmt::print(stderr, "syn_rate: {}\n", std::strerror(engine.error()));
    return 3;
  }
  const HostOrder order = host_order(request);
  const Instant began = clock_now();
  const Instant end =
      began + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::atof(argv[2])));
  std::array<Probe, 64> probes;
  std::vector<Unsent> unsent;
  std::vector<Answer> answers;
  std::uint64_t sent = 0;
  std::uint64_t refused = 0;
  for (std::uint64_t place = 0; clock_now() < end;) {
    for (Probe& probe : probes) {
      const PairIndex pair = order.at(place++ % request.targets.size());
      probe = {{pair, {}}, request.endpoint(pair)};
    }
    (*engine)->submit(probes, unsent);
    (*engine)->wait((*engine)->now(), answers);
    sent += probes.size() - unsent.size();
    refused += unsent.size();
    unsent.clear();
    answers.clear();
  }
  const double took = seconds(clock_now() - began);
  fmt::print("{:.0f} SYNs a second, {:.0f} ns each, {} refused\n", static_cast<double>(sent) / took,
             1e9 * took / static_cast<double>(sent), refused);
}

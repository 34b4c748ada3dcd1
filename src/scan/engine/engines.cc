#include "scan/engine/engines.h"

#include "base/limits.h"
#include "net/descriptors.h"
#include "scan/engine/engine_connect.h"
#include "scan/engine/engine_syn.h"
#include "scan/engine/reach_by_routes.h"

namespace sounder {
namespace {

ScanEngines connect_engines(unsigned threads) {
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t sockets = descriptors > 2 * kReservedFds ? descriptors - kReservedFds : descriptors / 2;
  ScanEngines engines{"connect"};
  for (unsigned i = 0; i < threads; ++i)
    engines.each.push_back(std::make_unique<ConnectEngine>(sockets / threads));
  return engines;
}

// One thread sends what paths beyond the own link bear (kRoutedRatePerS), and one model of a path finds its
// rate sooner than two that share it.
unsigned syn_threads(const ScanRequest& request, const EngineWishes& wishes) {
  if (wishes.exactly_threads) return wishes.threads;
  const TargetSet& targets = request.targets;
  const ReachOf reach = reach_by_routes(targets);
  const bool near =
      reach(targets.at(0)) != Reach::kRouted && reach(targets.at(targets.size() - 1)) != Reach::kRouted;
  return near ? wishes.threads : 1;
}

std::expected<ScanEngines, Errno> syn_engines(const ScanRequest& request, const EngineWishes& wishes) {
  ScanEngines engines{"syn"};
  for (unsigned left = syn_threads(request, wishes); left > 0; --left) {
    auto engine = SynEngine::open(request, wishes.route);
    if (!engine) return std::unexpected(engine.error());
    engines.each.push_back(std::move(*engine));
  }
  return engines;
}

}  // namespace

std::expected<ScanEngines, Errno> open_engines(const ScanRequest& request, const EngineWishes& wishes) {
  if (wishes.choice == EngineChoice::kConnect) return connect_engines(wishes.threads);
  raise_descriptor_limit();
  auto engines = syn_engines(request, wishes);
  if (!engines && wishes.choice == EngineChoice::kAuto) return connect_engines(wishes.threads);
  return engines;
}

}  // namespace sounder

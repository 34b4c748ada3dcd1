#include "scan/engine/engines.h"

#include <algorithm>
#include <array>

#include "net/descriptors.h"
#include "scan/engine/engine_connect.h"
#include "scan/engine/engine_guarded.h"
#include "scan/engine/engine_no_route.h"
#include "scan/engine/engine_syn.h"
#include "scan/engine/reach_by_routes.h"

namespace sounder {
namespace {

// Sockets of each thread's connect engine.
std::size_t sockets_each(const EngineWishes& wishes) {
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t sockets = descriptors > 2 * kReservedFds ? descriptors - kReservedFds : descriptors / 2;
  return sockets / wishes.threads;
}

std::expected<ScanEngines, Errno> connect_engines(const ScanRequest&, const EngineWishes& wishes) {
  const std::size_t sockets = sockets_each(wishes);
  ScanEngines engines{.route = wishes.route};
  for (unsigned i = 0; i < wishes.threads; ++i) {
    std::unique_ptr<ProbeEngine> engine = std::make_unique<ConnectEngine>(sockets, wishes.route);
    if (wishes.route.interface != 0) {
      auto routes = Routes::open(wishes.route);
      if (!routes) return std::unexpected(routes.error());
      engine = std::make_unique<GuardedEngine>(std::make_unique<NoRouteEngine>(std::move(*routes)),
                                               std::move(engine));
    }
    engines.each.push_back(std::move(engine));
  }
  return engines;
}

// One thread sends as fast as routed paths may be loaded (kRoutedRatePerS), and one path model finds the rate
// of a path sooner than two that share it.
unsigned syn_threads(const ScanRequest& request, const EngineWishes& wishes) {
  if (wishes.exactly_threads) return wishes.threads;
  const TargetSet& targets = request.targets;
  const ReachOf reach = reach_by_routes(targets, wishes.route);
  const bool near =
      reach(targets.at(0)) != Reach::kRouted && reach(targets.at(targets.size() - 1)) != Reach::kRouted;
  return near ? wishes.threads : 1;
}

std::expected<ScanEngines, Errno> syn_engines(const ScanRequest& request, const EngineWishes& wishes) {
  const std::size_t sockets = sockets_each(wishes);
  ScanEngines engines{.route = wishes.route};
  for (unsigned left = syn_threads(request, wishes); left > 0; --left) {
    auto engine = SynEngine::open(request, wishes.route);
    if (!engine) return std::unexpected(engine.error());
    engines.each.push_back(std::make_unique<GuardedEngine>(
        std::move(*engine), std::make_unique<ConnectEngine>(sockets, wishes.route)));
  }
  return engines;
}

struct EngineKind {
  EngineChoice choice;
  std::string_view name;  // as --engine has it
  bool raw_packets;       // needs CAP_NET_RAW
  std::expected<ScanEngines, Errno> (*open)(const ScanRequest& request, const EngineWishes& wishes);
};

// In the order in which kAuto tries them. The last one needs no privilege.
constexpr std::array kKinds{EngineKind{EngineChoice::kSyn, "syn", true, syn_engines},
                            EngineKind{EngineChoice::kConnect, "connect", false, connect_engines}};

bool may_be(EngineChoice choice, const EngineKind& kind) {
  return choice == EngineChoice::kAuto || choice == kind.choice;
}

}  // namespace

bool uses_raw_packets(EngineChoice choice) {
  return std::ranges::any_of(
      kKinds, [&](const EngineKind& kind) { return kind.raw_packets && may_be(choice, kind); });
}

std::expected<ScanEngines, Errno> open_engines(const ScanRequest& request, const EngineWishes& wishes) {
  std::expected<ScanEngines, Errno> engines;
  for (const EngineKind& kind : kKinds) {
    if (!may_be(wishes.choice, kind)) continue;
    engines = kind.open(request, wishes);
    if (!engines) continue;
    engines->name = kind.name;
    return engines;
  }
  return engines;
}

}  // namespace sounder

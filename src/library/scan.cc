#include "library/sounder/scan.h"

#include <algorithm>
#include <random>
#include <system_error>

#include "base/processors.h"
#include "base/text.h"
#include "base/wakeup.h"
#include "net/services.h"
#include "scan/names.h"
#include "scan/parallel_scan.h"
#include "scan/targets/find_targets.h"
#include "scan/targets/scan_size.h"
#include "scan/workers.h"

namespace sounder {
namespace {

PortState public_state(State state) {
  switch (state) {
    case State::kOpen:
      return PortState::kOpen;
    case State::kClosed:
      return PortState::kClosed;
    case State::kFiltered:
      return PortState::kFiltered;
    case State::kUnreachable:
      return PortState::kUnreachable;
    case State::kUntested:
      break;
  }
  return PortState::kUntested;
}

// Passes the scan's verdicts to the caller's function.
class Teller final : public ScanSink {
 public:
  Teller(const ScanNames& names, const std::function<void(const PortResult&)>& on_port)
      : names_(names), on_port_(on_port) {}
  void on_verdict(const Verdict& verdict) override {
    if (!on_port_) return;
    on_port_({.address = verdict.endpoint.address.to_string(),
              .host = names_.host(verdict.endpoint.address),
              .port = number(verdict.endpoint.port),
              .state = public_state(verdict.state),
              .reason = name_of(verdict.reason),
              .round_trip = verdict.rtt});
  }
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override {}

 private:
  const ScanNames& names_;
  const std::function<void(const PortResult&)>& on_port_;
};

Result<ScanRequest> request_of(const ScanOptions& options, ScanNames& names) {
  if (options.targets.empty()) return bad_input("no target");
  auto ports = PortSet::parse(options.ports, Services::instance());
  if (!ports) return std::unexpected(ports.error());
  ScanRequest request{.targets = TargetSet({Address{}}),
                      .ports = *ports,
                      .seed = options.seed ? *options.seed : std::random_device{}(),
                      .timeout = options.timeout,
                      .tries = options.tries,
                      .max_rate_per_s = options.max_rate_per_s};
  // Values are checked before names are looked up: a mistake is reported at once.
  if (const auto checked = check_values(request); !checked) return std::unexpected(checked.error());
  // A stop request ends a slow look-up.
  const Wakeup stopped;
  const std::stop_callback wake(options.stop, [&] { stopped.notify(); });
  TargetWords words{.wanted = {options.targets.begin(), options.targets.end()}, .ports = std::move(*ports)};
  for (const std::string& list : options.exclude)
    for (const std::string_view word : split_target_list(list))
      words.excluded.emplace_back(std::string(word));
  std::vector<Error> dead;
  auto targets = find_targets(words, names, dead, stopped.fd());
  if (!targets) return std::unexpected(targets.error());
  if (!dead.empty()) return std::unexpected(dead.front());
  if (!options.authorized && needs_authorization(targets->pairs.targets))
    return bad_input(
        fmt::format("more than {} public addresses; set authorized if you may scan them", kMostUnauthorized));
  request.targets = std::move(targets->pairs.targets);
  request.ports = std::move(targets->pairs.ports);
  return request;
}

EngineWishes wishes_of(const ScanOptions& options) {
  EngineWishes wishes;
  if (options.engine == ScanOptions::Engine::kConnect) wishes.choice = EngineChoice::kConnect;
  if (options.engine == ScanOptions::Engine::kSyn) wishes.choice = EngineChoice::kSyn;
  wishes.exactly_threads = options.threads > 0;
  wishes.threads = std::min(wishes.exactly_threads ? options.threads : usable_processors(), kMostScanThreads);
  return wishes;
}

ScanTotals totals_of(const Summary& summary) {
  return {.probes = summary.pairs,
          .open = summary.counts[State::kOpen],
          .closed = summary.counts[State::kClosed],
          .filtered = summary.counts[State::kFiltered],
          .unreachable = summary.counts[State::kUnreachable],
          .untested = summary.counts[State::kUntested],
          .sent = summary.sent,
          .elapsed = summary.elapsed,
          .interrupted = summary.interrupted};
}

Result<ScanTotals> scan_all(const ScanOptions& options,
                            const std::function<void(const PortResult&)>& on_port) {
  ScanNames names;
  const auto request = request_of(options, names);
  if (!request) return std::unexpected(request.error());
  auto engines = open_engines(*request, wishes_of(options));
  if (!engines) return machine_refused(fmt::format("the SYN engine: {}", describe_errno(engines.error())));
  Teller teller(names, on_port);
  ParallelScan scan(*request, make_workers(*request, ScanManner::kParallel, nullptr, std::move(*engines)),
                    teller);
  const std::stop_callback interrupt(options.stop, [&] { scan.interrupt(); });
  return totals_of(scan.finish());
}

}  // namespace

std::expected<ScanTotals, std::string> scan(const ScanOptions& options,
                                            const std::function<void(const PortResult&)>& on_port) {
  try {
    auto totals = scan_all(options, on_port);
    if (!totals) return std::unexpected(std::move(totals.error().message));
    return *totals;
  } catch (const std::system_error& error) {  // no descriptor, no thread
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace sounder

#include "cli/scan_engines.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/limits.h"
#include "base/text.h"
#include "cli/privileges.h"
#include "cli/scan_plan.h"
#include "net/descriptors.h"
#include "scan/engine_connect.h"
#include "scan/engine_syn.h"

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
unsigned syn_threads(const ScanJob& job) {
  if (job.threads_asked) return job.threads;
  const TargetSet& targets = job.request.targets;
  const ReachOf reach = reach_by_routes(targets);
  const bool near =
      reach(targets.at(0)) != Reach::kRouted && reach(targets.at(targets.size() - 1)) != Reach::kRouted;
  return near ? job.threads : 1;
}

std::expected<ScanEngines, Errno> syn_engines(const ScanJob& job) {
  ScanEngines engines{"syn"};
  for (unsigned left = syn_threads(job); left > 0; --left) {
    auto engine = SynEngine::open(job.request, job.route_wishes);
    if (!engine) return std::unexpected(engine.error());
    engines.each.push_back(std::move(*engine));
  }
  return engines;
}

std::string own_path() {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "sounder";
}

}  // namespace

Result<ScanEngines> open_engines(const ScanJob& job) {
  if (job.engine == EngineChoice::kConnect) return connect_engines(job.threads);
  raise_descriptor_limit();
  raise_raw_packets();
  auto engines = syn_engines(job);
  if (engines) return std::move(*engines);
  if (job.engine == EngineChoice::kAuto) return connect_engines(job.threads);
  if (engines.error() == EPERM || engines.error() == EACCES)
    return std::unexpected(Error{
        Fault::kMachine,
        text(tr("--engine syn needs CAP_NET_RAW: run it with sudo, or once 'sudo setcap cap_net_raw=p {0}'"),
             own_path())});
  return std::unexpected(Error{Fault::kMachine, text(tr("--engine syn: {0}; --engine connect needs less"),
                                                     describe_errno(engines.error()))});
}

}  // namespace sounder

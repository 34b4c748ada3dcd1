// sounder scan: from words to a request, from the scan's events to the screen.
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>

#include "base/limits.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/scan_targets.h"
#include "cli/values.h"
#include "net/descriptors.h"
#include "net/services.h"
#include "report/progress_bar.h"
#include "report/status_line.h"
#include "report/text_report.h"
#include "scan/engine_connect.h"
#include "scan/in_turn_plan.h"
#include "scan/parallel_plan.h"
#include "scan/parallel_scan.h"
#include "scan/request.h"

namespace sounder {
namespace {

// The flags as they were typed.
struct ScanWords {
  TargetFlags targets;
  std::string ports;
  const CLI::Option* ports_flag = nullptr;  // tells -p "" from no -p
  std::string threads;
  std::string max_rate;
  std::string timeout;
  std::string tries;
  std::string seed;
  bool in_turn = false;
  bool quiet = false;
};

struct ScanJob {
  ScanRequest request;
  ScanNames names;
  unsigned threads = 1;
  bool in_turn = false;
  bool quiet = false;
};

unsigned usable_processors() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::clamp(static_cast<unsigned>(CPU_COUNT(&set)), 1U, kMostScanThreads);
}

Result<ScanJob> make_job(const ScanWords& words, const StopSignal& stop) {
  auto ports =
      words.ports_flag->count() > 0 ? PortSet::parse(words.ports, Services::instance()) : PortSet::all();
  if (!ports) return std::unexpected(ports.error());
  const auto threads = count_flag("--threads", words.threads, 1, kMostScanThreads);
  if (!threads) return std::unexpected(threads.error());
  const auto rate = rate_flag("--max-rate", words.max_rate);
  if (!rate) return std::unexpected(rate.error());
  const auto timeout = duration_flag("--timeout", words.timeout, std::chrono::milliseconds(1));
  if (!timeout) return std::unexpected(timeout.error());
  const auto tries = count_flag("--tries", words.tries, 1, kMostTries);
  if (!tries) return std::unexpected(tries.error());
  const auto seed = count_flag("--seed", words.seed, 0, UINT64_MAX);
  if (!seed) return std::unexpected(seed.error());

  ScanNames names;
  auto targets = read_targets(words.targets, names, stop);
  if (!targets) return std::unexpected(targets.error());
  if (words.ports_flag->count() == 0 && targets->size() > kMostAddressesForAllPorts)
    return bad_input(
        text(tr("{0} addresses with all 65535 ports each; say which ports with -p (-p - for all)"),
             targets->size()));
  ScanRequest request{.targets = std::move(*targets), .ports = std::move(*ports)};
  request.seed = seed->has_value() ? **seed : std::random_device{}();
  request.timeout = *timeout;
  if (*tries) request.tries = static_cast<int>(**tries);
  request.max_rate_per_s = *rate;
  const auto wanted = static_cast<unsigned>(threads->value_or(usable_processors()));
  return ScanJob{std::move(request), std::move(names), words.in_turn ? 1 : wanted, words.in_turn,
                 words.quiet};
}

Worker make_worker(const ScanJob& job, Share share, std::size_t sockets) {
  auto engine = std::make_unique<ConnectEngine>(sockets / share.count);
  std::unique_ptr<ScanPlan> plan;
  if (job.in_turn)
    plan = std::make_unique<InTurnPlan>(job.request, engine->traits());
  else
    plan = std::make_unique<ParallelPlan>(job.request, share, engine->traits(), engine->now());
  return {std::move(plan), std::move(engine)};
}

// Draws progress until the threads are done or a signal asks them to stop; a second signal ends the program
// at once.
void watch(ParallelScan& scan, bool show_bar, const StopSignal& stop) {
  StatusLine status(STDERR_FILENO);
  ProgressBar bar(clock_now());
  for (;;) {
    pollfd fds[2] = {{scan.done_fd(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    ::poll(fds, 2, poll_timeout_ms(kProgressEvery));
    if (fds[0].revents != 0) return;
    if (stop.take()) {
      if (scan.interrupted()) std::_Exit(exit_code::kInterrupted);
      scan.interrupt();
    }
    if (show_bar && status.visible()) status.draw(bar.line(clock_now(), scan.progress(), status.columns()));
  }
}

Result<int> scan_command(const ScanWords& words, const StopSignal& stop) {
  const auto job = make_job(words, stop);
  if (!job) return std::unexpected(job.error());
  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t sockets = descriptors > 2 * kReservedFds ? descriptors - kReservedFds : descriptors / 2;

  OutputFile out = OutputFile::standard_output();
  TextReport listed(out, job->names);
  InTurnReport as_found(out, job->names);
  ScanSink& sink = job->in_turn ? static_cast<ScanSink&>(as_found) : listed;
  ParallelScan scan(job->threads, [&](Share share) { return make_worker(*job, share, sockets); }, sink);
  watch(scan, !job->quiet && !job->in_turn, stop);
  const Summary summary = scan.finish();

  const auto written = out.close();
  if (!written) return std::unexpected(written.error());
  if (summary.interrupted) return exit_code::kInterrupted;
  return summary.count(State::kUntested) == 0 ? exit_code::kDone : exit_code::kShort;
}

}  // namespace

Run declare_scan(CLI::App& app) {
  auto words = std::make_shared<ScanWords>();
  const auto flag = [&](const char* name, std::string& word, const char* type, const std::string& help) {
    return app.add_option(name, word, help)->type_name(type);
  };
  app.add_option("TARGET", words->targets.targets, tr("names, addresses, 192.0.2.0/24, 10.0.0-3.1,5"));
  words->ports_flag =
      flag("-p,--ports", words->ports, "PORTS", tr("like 22,80,1000-2000 or ssh [default: 1-65535]"));
  app.add_option("--exclude", words->targets.excluded, tr("leave these out, in the words of targets"))
      ->type_name("TARGETS")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  flag("--targets-file", words->targets.file, "F", tr("targets from a file, or - for standard input"));
  app.add_flag("--in-turn", words->in_turn, tr("one port after another, each printed when it is found open"));
  flag("--threads", words->threads, "N",
       text(tr("threads that share the ports [default: {0}]"), usable_processors()));
  flag("--max-rate", words->max_rate, "PER_S", tr("probes a second at most [default: what the path bears]"));
  flag("--timeout", words->timeout, "DUR", tr("wait for one try [default: from the round trips]"));
  flag("--tries", words->tries, "N", tr("tries of a silent port at most [default: from the losses]"));
  flag("--seed", words->seed, "N", tr("order of the probes [default: random]"));
  app.add_flag("--quiet", words->quiet, tr("no progress bar"));
  app.add_flag("-4", words->targets.only_ipv4, tr("only IPv4, or only IPv6"));
  app.add_flag("-6", words->targets.only_ipv6, tr("only IPv4, or only IPv6"));
  return [words](const StopSignal& stop) { return scan_command(*words, stop); };
}

}  // namespace sounder

// sounder scan: from a job to plans and engines, from the scan's events to the screen and the files.
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "base/limits.h"
#include "cli/command.h"
#include "cli/dry_run.h"
#include "cli/scan_outputs.h"
#include "cli/scan_plan.h"
#include "cli/scan_words.h"
#include "net/descriptors.h"
#include "report/progress_bar.h"
#include "report/status_line.h"
#include "scan/engine_connect.h"
#include "scan/parallel_scan.h"

namespace sounder {
namespace {

Worker make_worker(const ScanJob& job, Share share, std::size_t sockets) {
  auto engine = std::make_unique<ConnectEngine>(sockets / share.count);
  auto plan = make_plan(job, share, *engine);
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
    if (scan.sink_failed()) scan.interrupt();
    if (show_bar && status.visible()) status.draw(bar.line(clock_now(), scan.progress(), status.columns()));
  }
}

Result<int> scan_command(const ScanWords& words, const RunContext& context) {
  const auto job = make_scan_job(words, context.stop);
  if (!job) return std::unexpected(job.error());
  if (job->dry_run) return dry_run(*job, context.stop);
  const ScanInfo info{.request = job->request,
                      .names = job->names,
                      .arguments = context.command_line,
                      .engine = "connect",
                      .version = SOUNDER_VERSION,
                      .start = std::chrono::system_clock::now(),
                      .show_all = job->show_all};
  auto outputs = ScanOutputs::open(words, info);
  if (!outputs) return std::unexpected(outputs.error());

  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t sockets = descriptors > 2 * kReservedFds ? descriptors - kReservedFds : descriptors / 2;
  ParallelScan scan(
      job->threads, job->request.ports.size(), [&](Share share) { return make_worker(*job, share, sockets); },
      (*outputs)->sink());
  watch(scan, !job->quiet && !job->in_turn, context.stop);
  const Summary summary = scan.finish();

  if (const auto closed = (*outputs)->close(); !closed) return std::unexpected(closed.error());
  if (summary.interrupted) return exit_code::kInterrupted;
  return summary.count(State::kUntested) == 0 ? exit_code::kDone : exit_code::kShort;
}

}  // namespace

Run declare_scan(CLI::App& app) {
  auto words = std::make_shared<ScanWords>();
  declare_scan_flags(app, *words);
  return [words](const RunContext& context) { return scan_command(*words, context); };
}

}  // namespace sounder

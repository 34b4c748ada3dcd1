// sounder scan: from a job to plans and engines, from the scan's events to the screen and the files.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "base/limits.h"
#include "cli/command.h"
#include "cli/dry_run.h"
#include "cli/scan_outputs.h"
#include "cli/scan_plan.h"
#include "cli/scan_saver.h"
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

void warn_if_not(const Result<void>& saved, StatusLine& status) {
  if (saved) return;
  status.clear();
  fmt::print(stderr, "sounder: {}\n", saved.error().message);
}

// Draws progress until the threads are done or a signal asks them to stop; a second signal ends the program
// at once.
void watch(ParallelScan& scan, ScanSaver* saver, bool show_bar, const StopSignal& stop) {
  StatusLine status(STDERR_FILENO);
  // What comes in after this is done again by the next run; the untested rest is not to be saved as done.
  const auto interrupt = [&] {
    if (scan.interrupted()) return;
    if (saver != nullptr) warn_if_not(saver->save(scan), status);
    scan.interrupt();
  };
  ProgressBar bar(clock_now());
  for (;;) {
    pollfd fds[2] = {{scan.done_fd(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    ::poll(fds, 2, poll_timeout_ms(kProgressEvery));
    if (fds[0].revents != 0) return;
    if (stop.take()) {
      if (scan.interrupted()) std::_Exit(exit_code::kInterrupted);
      interrupt();
    }
    if (scan.sink_failed()) interrupt();
    if (saver != nullptr && !scan.interrupted()) warn_if_not(saver->keep(scan, clock_now()), status);
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
  const SavedScan* before = job->before ? &*job->before : nullptr;
  auto outputs = ScanOutputs::open(words, info, before);
  if (!outputs) return std::unexpected(outputs.error());
  std::optional<ScanSaver> saver;
  if (job->state) {
    saver.emplace(*job->state, job->request, **outputs, job->before.value_or(SavedScan{}),
                  context.command_line);
    (*outputs)->add(saver->sink());
    if (const auto begun = saver->begin(); !begun) return std::unexpected(begun.error());
  }

  const std::size_t descriptors = raise_descriptor_limit();
  const std::size_t sockets = descriptors > 2 * kReservedFds ? descriptors - kReservedFds : descriptors / 2;
  ParallelScan scan(
      job->request, job->threads, [&](Share share) { return make_worker(*job, share, sockets); },
      (*outputs)->sink(), before);
  watch(scan, saver ? &*saver : nullptr, !job->quiet && !job->in_turn, context.stop);
  Result<void> saved;
  if (saver && !scan.interrupted()) saved = saver->save(scan);
  const Summary summary = scan.finish();

  if (const auto closed = (*outputs)->close(); !closed) return std::unexpected(closed.error());
  if (!saved) return std::unexpected(saved.error());
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

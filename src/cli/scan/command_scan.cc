// sounder scan: from a job to plans and engines, from the scan's events to the screen and the files.
#include <memory>

#include "cli/color.h"
#include "cli/command.h"
#include "cli/end_soon.h"
#include "cli/privileges.h"
#include "cli/say.h"
#include "cli/scan/dry_run.h"
#include "cli/scan/engine_refusal.h"
#include "cli/scan/path_notes.h"
#include "cli/scan/scan_flags.h"
#include "cli/scan/scan_notes.h"
#include "cli/scan/scan_outputs.h"
#include "cli/scan/scan_saver.h"
#include "cli/scan/scan_size_text.h"
#include "cli/scan/scan_watch.h"
#include "net/services.h"
#include "scan/parallel_scan.h"
#include "scan/workers.h"

namespace sounder {
namespace {

Result<int> run_job(const std::shared_ptr<const ScanJob>& job, const RunContext& context) {
  if (job->dry_run) return dry_run(*job, context.stop);
  if (uses_raw_packets(job->engine.choice)) raise_raw_packets();
  auto engines = open_engines(job->request, job->engine);
  if (!engines) return std::unexpected(engine_refusal(engines.error()));
  if (job->progress != ProgressForm::kNone) say_notes(job->progress, scan_notes(*job));
  const ScanInfo info{.request = {job, &job->request},
                      .names = {job, &job->names},
                      .service_name = [](Port port) { return Services::instance().name(port); },
                      .arguments = context.command_line,
                      .engine = std::string(engines->name),
                      .version = SOUNDER_VERSION,
                      .start = std::chrono::system_clock::now(),
                      .show_all = job->show_all};
  const SavedScan* before = job->before ? &*job->before : nullptr;
  StatusLine status(STDERR_FILENO, job->progress == ProgressForm::kBar);
  const TextReport::Style style{.paint = paint_for(STDOUT_FILENO, context.color), .status = &status};
  auto outputs = ScanOutputs::open(*job, info, style, context.stop);
  if (!outputs) return std::unexpected(outputs.error());
  PathNotes news(job->progress, status);
  (*outputs)->add(news);
  std::optional<ScanSaver> saver;
  if (job->state) {
    saver.emplace(job->state, job->request, **outputs, job->before.value_or(SavedScan{}),
                  context.command_line);
    (*outputs)->add(saver->sink());
    if (const auto begun = saver->begin(); !begun) return std::unexpected(begun.error());
  }

  drop_privileges(saver.has_value());
  TerminalKeys keys(job->progress == ProgressForm::kBar);  // before the scan's threads, as its header says
  ParallelScan scan(job->request, make_workers(job->request, job->manner, before, std::move(*engines)),
                    (*outputs)->sink(), before);
  ScanWatch watch(scan, *job, saver ? &*saver : nullptr, status, keys, context.stop);
  watch.run();
  const EndSoon results_may_be_stuck(context.stop);
  Result<void> saved;
  if (saver && !scan.interrupted()) saved = saver->save(scan);
  const Summary summary = scan.finish();

  if (const auto closed = (*outputs)->close(); !closed) return std::unexpected(closed.error());
  if (!saved) return std::unexpected(saved.error());
  if (watch.signalled() || results_may_be_stuck.signalled()) return exit_code::kInterrupted;
  const bool whole = summary.counts[State::kUntested] == 0 && summary.unproven == 0 && !job->any_dead_name;
  return whole ? exit_code::kDone : exit_code::kShort;
}

Result<int> scan_command(const ScanWords& words, const RunContext& context) {
  auto made = make_scan_job(words, context.stop);
  if (!made) return std::unexpected(made.error());
  const auto job = std::make_shared<const ScanJob>(std::move(*made));
  auto code = run_job(job, context);
  if (code || job->progress != ProgressForm::kJson) return code;
  say_json(error_ndjson(code.error().message));
  return exit_code_of(code.error().fault);
}

}  // namespace

Run declare_scan(CLI::App& app, MachineDefaults defaults) {
  auto words = std::make_shared<ScanWords>();
  declare_scan_flags(app, *words, defaults);
  return [words](const RunContext& context) { return scan_command(*words, context); };
}

}  // namespace sounder

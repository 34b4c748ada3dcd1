#include "cli/scan/dry_run.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/end_soon.h"
#include "cli/scan/scan_notes.h"
#include "cli/scan/scan_size_text.h"
#include "report/formats/output_file.h"
#include "report/text/progress_bar.h"
#include "scan/engine/engine_dry.h"
#include "scan/run.h"
#include "scan/workers.h"

namespace sounder {
namespace {

std::string totals(const ScanJob& job, std::uint64_t pairs) {
  const ScanRequest& request = job.request;
  const std::uint32_t ports = request.ports.any().size();
  std::string lines =
      text(tr("{0}, {1}: {2}, none of them sent"),
           text(trn("{0} address", "{0} addresses", request.targets.size()), request.targets.size()),
           text(trn("{0} port", "{0} ports", ports), ports),
           text(trn("{0} probe", "{0} probes", pairs), pairs)) +
      "\n";
  if (request.max_rate_per_s)
    lines += text(tr("At {0} probes a second they take {1} at least."), *request.max_rate_per_s,
                  clock_form(static_cast<double>(pairs) / *request.max_rate_per_s)) +
             "\n";
  if (job.manner != ScanManner::kInTurn)
    lines += text(tr("To repeat this order: --seed {0}"), request.seed) + "\n";
  return lines;
}

}  // namespace

Result<int> dry_run(const ScanJob& job, const StopSignal& stop) {
  const bool quiet = job.progress == ProgressForm::kNone;
  if (!quiet) say_notes(job.progress, scan_notes(job) + plan_line(job.request));
  OutputFile out = OutputFile::standard_output();
  std::uint64_t shown = 0;  // with --resume less than all
  DryEngine engine([&](const Endpoint& to) {
    ++shown;
    out.write(to.to_string() + "\n");
  });
  // One share, whatever --threads says: threads would show theirs side by side.
  const auto plan = make_plan(job.request, job.manner, job.before ? &*job.before : nullptr, {}, engine);
  std::stop_source enough;
  const EndSoon output_may_be_stuck(stop);
  run_scan(*plan, engine, enough.get_token(), [&](const Turn&) {
    if (output_may_be_stuck.signalled() || out.failed()) enough.request_stop();
  });
  if (out.reader_left()) return exit_code::kDone;
  if (const auto closed = out.close(); !closed) return std::unexpected(closed.error());
  if (output_may_be_stuck.signalled()) return exit_code::kInterrupted;
  if (!quiet) say_notes(job.progress, totals(job, shown));
  return job.any_dead_name ? exit_code::kShort : exit_code::kDone;
}

}  // namespace sounder

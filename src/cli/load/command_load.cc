// sounder load: from words to a load run, its progress, and its results.
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/load/load_flags.h"
#include "cli/load/load_watch.h"
#include "cli/privileges.h"
#include "echo/load/load_errors.h"
#include "net/descriptors.h"
#include "net/resolve.h"
#include "report/formats/output_file.h"
#include "report/load/load_json.h"
#include "report/load/load_text.h"

namespace sounder {
namespace {

// The address of the host that answers. A single one is taken as it is: a server may take one connection and
// no more.
Result<Endpoint> find_target(const LoadJob& job, const StopSignal& stop) {
  const auto addresses = resolve(job.host.host, job.host.family, stop.fd());
  if (!addresses) return std::unexpected(addresses.error());
  // Over UDP nobody can say which of them answers before the run.
  if (addresses->size() == 1 || job.options.udp) return Endpoint{addresses->front(), job.host.port};
  std::vector<Endpoint> endpoints;
  for (const Address& address : *addresses) endpoints.push_back({address, job.host.port});
  const auto answering = connect_to_any(endpoints, job.host.host, job.host.timeout, stop.fd());
  if (!answering) return std::unexpected(answering.error());
  return remote_endpoint(answering->get()).value_or(endpoints.front());
}

// The text for people, unless the JSON goes to standard output.
Result<void> report(OutputFile& json_file, const LoadJob& job, const LoadOptions& options,
                    const LoadResult& result) {
  if (!job.json.empty()) json_file.write(load_json(options, result));
  Result<void> written = job.json.empty() ? Result<void>{} : json_file.close();
  if (job.json == "-") return written;
  OutputFile out = OutputFile::standard_output();
  out.write(load_text(options, result));
  const auto closed = out.close();
  return written ? closed : written;
}

int exit_code_of_run(const LoadOptions& options, const LoadResult& result) {
  if (result.interrupted) return exit_code::kInterrupted;
  // Loss is what a run over UDP measures, so it is no failure of the run.
  if (options.udp)
    return result.totals.mismatched == 0 && result.totals.round_trips > 0 ? exit_code::kDone
                                                                          : exit_code::kShort;
  const bool clean = result.totals.all_errors() == 0 && result.totals.mismatched == 0;
  return clean ? exit_code::kDone : exit_code::kShort;
}

Result<int> load_command(const LoadWords& words, const StopSignal& stop) {
  const auto job = parse_load(words);
  if (!job) return std::unexpected(job.error());
  raise_descriptor_limit();
  auto json_file = job->json.empty() ? OutputFile::standard_output() : OutputFile::open(job->json);
  if (!json_file) return std::unexpected(json_file.error());
  const auto target = find_target(*job, stop);
  if (!target) return std::unexpected(target.error());
  const auto options = aim_load(*job, *target);
  if (!options) return std::unexpected(options.error());

  LoadRun run(*options);
  watch_load(run, *options, stop);
  const auto result = run.finish();
  if (!result) return std::unexpected(result.error());
  if (const auto written = report(*json_file, *job, *options, *result); !written)
    return std::unexpected(written.error());
  // After the results, which are those of a run that was short of something for a time.
  if (result->totals.shortages > 0 && !result->interrupted)
    return std::unexpected(load_shortage(result->totals.shortage, *options));
  return exit_code_of_run(*options, *result);
}

}  // namespace

Run declare_load(CLI::App& app, MachineDefaults) {
  const auto words = std::make_shared<LoadWords>();
  declare_load_flags(app, *words);
  return [words](const RunContext& context) {
    forgo_raw_packets();
    return load_command(*words, context.stop);
  };
}

}  // namespace sounder

// sounder load: from flags to a load run, its progress, and its results.
#include <unistd.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/end_soon.h"
#include "cli/load/load_flags.h"
#include "cli/load/load_watch.h"
#include "cli/privileges.h"
#include "cli/reader_wait.h"
#include "echo/load/load_errors.h"
#include "net/descriptors.h"
#include "net/resolve.h"
#include "report/formats/output_file.h"
#include "report/load/load_json.h"
#include "report/load/load_text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

// The address of the host that answers. A single one is not tried: a server may accept a single connection.
Result<Endpoint> find_target(const LoadJob& job, const StopSignal& stop) {
  const ConnectRequest& server = job.server;
  const Instant deadline = clock_now() + server.timeout;
  const auto addresses = resolve(server.host, server.family, stop.fd(), deadline);
  if (!addresses) return std::unexpected(addresses.error());
  // Over UDP nothing shows before the run which of them answers.
  if (addresses->size() == 1 || job.options.udp) return Endpoint{addresses->front(), server.port};
  std::vector<Endpoint> endpoints;
  for (const Address& address : *addresses) endpoints.push_back({address, server.port});
  const auto answering = connect_to_any(endpoints, server.host, deadline, stop.fd());
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
  const std::size_t columns =
      is_terminal(STDOUT_FILENO) ? terminal_columns(STDOUT_FILENO) : kUsualTextColumns;
  out.write(load_text(options, result, columns));
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

Result<int> load_command(const LoadFlags& flags, const StopSignal& stop) {
  const auto job = parse_load(flags);
  if (!job) return std::unexpected(job.error());
  raise_descriptor_limit();
  auto json_file = job->json.empty() ? OutputFile::standard_output()
                                     : OutputFile::open(job->json, wait_for_reader(job->json, stop));
  if (!json_file) return std::unexpected(json_file.error());
  const auto target = find_target(*job, stop);
  if (!target) return std::unexpected(target.error());
  const auto options = aim_load(*job, *target);
  if (!options) return std::unexpected(options.error());

  LoadRun run(*options);
  watch_load(run, *options, stop);
  const EndSoon results_may_be_stuck(stop);
  auto result = run.finish();
  if (!result && run.distrusts()) result.error().message = with_trust_advice(result.error().message);
  if (!result) return std::unexpected(result.error());
  if (const auto written = report(*json_file, *job, *options, *result); !written)
    return std::unexpected(written.error());
  // After the results: they are valid, but for a time this machine could not make every connection.
  if (result->totals.shortages > 0 && !result->interrupted)
    return std::unexpected(load_shortage(result->totals.shortage, *options));
  return exit_code_of_run(*options, *result);
}

}  // namespace

Run declare_load(CLI::App& app, MachineDefaults) {
  const auto flags = std::make_shared<LoadFlags>();
  declare_load_flags(app, *flags);
  return [flags](const RunContext& context) {
    forgo_raw_packets();
    return load_command(*flags, context.stop);
  };
}

}  // namespace sounder

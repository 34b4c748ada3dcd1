// sounder load: from flags to a load run, its progress, and its results.
#include <memory>

#include "cli/command.h"
#include "cli/end_soon.h"
#include "cli/load/load_flags.h"
#include "cli/load/load_merging.h"
#include "cli/load/load_report.h"
#include "cli/load/load_watch.h"
#include "cli/privileges.h"
#include "cli/reader_wait.h"
#include "echo/load/load_errors.h"
#include "net/descriptors.h"
#include "net/resolve.h"
#include "report/formats/output_file.h"

namespace sounder {
namespace {

// The address of the host that answers. A single one is not tried: a server may accept a single connection.
Result<Endpoint> find_target(const LoadJob& job, const StopSignal& stop) {
  const ConnectRequest& server = job.server;
  const Instant deadline = clock_now() + server.timeout;
  const auto addresses = resolve_server(server.host, server.family, stop.fd(), deadline);
  if (!addresses) return std::unexpected(addresses.error());
  // Over UDP nothing shows before the run which of them answers.
  if (addresses->size() == 1 || job.options.udp) return Endpoint{addresses->front(), server.port};
  std::vector<Endpoint> endpoints;
  for (const Address& address : *addresses) endpoints.push_back({address, server.port});
  const auto answering = connect_to_any(endpoints, server.host, deadline, stop.fd());
  if (!answering) return std::unexpected(answering.error());
  return remote_endpoint(answering->get()).value_or(endpoints.front());
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
  if (const auto written = report_load(*json_file, job->json, *options, *result); !written)
    return std::unexpected(written.error());
  // After the results: they are valid, but for a time this machine could not make every connection.
  if (result->totals.shortages > 0 && !result->interrupted)
    return std::unexpected(load_shortage(result->totals.shortage, *options));
  return result->interrupted ? exit_code::kInterrupted : exit_code_of_load(*options, *result);
}

}  // namespace

Run declare_load(CLI::App& app, MachineDefaults) {
  const auto flags = std::make_shared<LoadFlags>();
  declare_load_flags(app, *flags);
  return [flags](const RunContext& context) {
    forgo_raw_packets();
    return wants_merging(*flags) ? merge_loads(*flags, context.stop) : load_command(*flags, context.stop);
  };
}

}  // namespace sounder

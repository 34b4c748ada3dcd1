#include "cli/load/load_merging.h"

#include <optional>

#include "base/text.h"
#include "cli/end_soon.h"
#include "cli/input_file.h"
#include "cli/load/load_report.h"
#include "cli/named_files.h"
#include "cli/reader_wait.h"
#include "report/load/load_merge.h"

namespace sounder {
namespace {

// A run of an hour by the second has some 2 MB.
constexpr std::size_t kLargestLoadJson = std::size_t{64} << 20U;

// Flags of a run mean nothing here.
bool only_json(const LoadFlags& flags) {
  const TlsFlags& tls = flags.tls;
  for (const std::string* word :
       {&flags.connections, &flags.size, &flags.rate, &flags.duration, &flags.pipeline, &flags.threads,
        &flags.source, &flags.timeout, &tls.ca_file})
    if (!word->empty()) return false;
  return !flags.churn && !flags.udp && !tls.tls && !tls.insecure && !flags.target.only_ipv4 &&
         !flags.target.only_ipv6;
}

Result<void> check_words(const LoadFlags& flags) {
  if (flags.words.empty())
    return bad_input(tr("load merge: name the files that --json wrote (a host of that name: merge:7)"));
  if (!only_json(flags))
    return bad_input(tr("load merge takes files and --json only; leave the other flags out"));
  std::vector<NamedFile> named;
  if (!flags.json.empty() && flags.json != "-") named.push_back({"--json", flags.json, true});
  for (const std::string& path : flags.words)
    if (path != "-") named.push_back({"merge", path, false});
  return refuse_same_files(named);
}

Result<LoadRecord> read_run(const std::string& path, const StopSignal& stop) {
  const auto bytes = read_input({path, kLargestLoadJson, tr("cannot read '{0}': {1}")}, stop);
  if (!bytes) return std::unexpected(bytes.error());
  auto run = parse_load_json(*bytes);
  if (!run) return bad_input(fmt::format("'{}': {}", path, run.error().message));
  return run;
}

}  // namespace

Result<int> merge_loads(const LoadFlags& flags, const StopSignal& stop) {
  if (const auto right = check_words(flags); !right) return std::unexpected(right.error());
  std::optional<LoadRecord> all;
  for (const std::string& path : flags.words) {
    auto run = read_run(path, stop);
    if (!run) return std::unexpected(run.error());
    if (!all) {
      all = std::move(*run);
      continue;
    }
    if (const char* const field = differing_field(all->options, run->options))
      return bad_input(
          text(tr("'{0}' cannot be added to '{1}': they differ in '{2}'"), path, flags.words.front(), field));
    add_run(*all, *run);
  }
  auto json_file = flags.json.empty() ? OutputFile::standard_output()
                                      : OutputFile::open(flags.json, wait_for_reader(flags.json, stop));
  if (!json_file) return std::unexpected(json_file.error());
  const EndSoon output_may_be_stuck(stop);
  if (const auto written = report_load(*json_file, flags.json, all->options, all->result); !written)
    return std::unexpected(written.error());
  return all->result.interrupted ? exit_code::kShort : exit_code_of_load(all->options, all->result);
}

}  // namespace sounder

#include "cli/scan/scan_flags.h"

#include <algorithm>
#include <random>

#include "base/processors.h"
#include "base/text.h"
#include "cli/choices.h"
#include "cli/named_files.h"
#include "cli/scan/route_flags.h"
#include "cli/scan/scan_size_text.h"
#include "cli/values.h"
#include "report/state/saved_scan_json.h"
#include "scan/parallel_scan.h"
#include "scan/request.h"
#include "scan/targets/scan_size.h"

namespace sounder {
namespace {

// Addresses that are scanned on all ports without -p: 16 million probes.
constexpr std::uint64_t kMostAddressesForAllPorts = 256;

unsigned usual_threads() { return std::min(usable_processors(), kMostScanThreads); }

constexpr Choices kEngines{Choice{"auto", EngineChoice::kAuto}, Choice{"connect", EngineChoice::kConnect},
                           Choice{"syn", EngineChoice::kSyn}};
// Whether every port is listed.
constexpr Choices kShown{Choice{"open", false}, Choice{"all", true}};

constexpr Choices kProgress{Choice{"auto", ProgressForm::kBar}, Choice{"json", ProgressForm::kJson},
                            Choice{"none", ProgressForm::kNone}};

Result<void> read_progress(const ScanWords& words, ScanJob& job) {
  const auto form = kProgress.parse("--progress", words.progress);
  if (!form) return std::unexpected(form.error());
  if (words.quiet && *form == ProgressForm::kJson)
    return bad_input(tr("--quiet and --progress json contradict each other; leave one out"));
  job.progress = words.quiet ? ProgressForm::kNone : *form;
  return {};
}

// What the flags say of the request and the job, besides targets and ports.
Result<void> read_numbers(const ScanWords& words, ScanJob& job) {
  const auto threads = count_flag("--threads", words.threads, 1, kMostScanThreads);
  if (!threads) return std::unexpected(threads.error());
  const auto rate = rate_flag("--max-rate", words.max_rate);
  if (!rate) return std::unexpected(rate.error());
  const auto timeout = duration_flag("--timeout", words.timeout, kLeastTimeout);
  if (!timeout) return std::unexpected(timeout.error());
  const auto tries = count_flag("--tries", words.tries, 1, kMostTries);
  if (!tries) return std::unexpected(tries.error());
  const auto seed = count_flag("--seed", words.seed, 0, UINT64_MAX);
  if (!seed) return std::unexpected(seed.error());
  const auto engine = kEngines.parse("--engine", words.engine);
  if (!engine) return std::unexpected(engine.error());
  // The plain scanner is the report's: it connects.
  job.engine.choice = words.in_turn && *engine == EngineChoice::kAuto ? EngineChoice::kConnect : *engine;
  if (const auto wishes = read_route_wishes(words, job.engine.route); !wishes)
    return std::unexpected(wishes.error());
  const auto show_all = kShown.parse("--show", words.show);
  if (!show_all) return std::unexpected(show_all.error());

  job.show_all = *show_all;
  job.engine.threads = words.in_turn ? 1 : static_cast<unsigned>(threads->value_or(usual_threads()));
  job.engine.exactly_threads = threads->has_value();
  job.request.max_rate_per_s = *rate;
  job.request.timeout = *timeout;
  if (*tries) job.request.tries = static_cast<int>(**tries);
  job.request.seed = seed->value_or(std::random_device{}());
  return {};
}

Result<void> read_files(const ScanWords& words, ScanJob& job) {
  for (std::size_t i = 0; i < kFormatFlags.size(); ++i)
    if (!words.files[i].empty())
      job.files.push_back({kFormatFlags[i].name, kFormatFlags[i].format, words.files[i]});
  if (std::ranges::count(words.files, "-") > 1)
    return bad_input(tr("only one format can go to standard output; give the others a file"));
  return {};
}

// Before any of them is opened.
Result<void> check_files(const ScanWords& words, const ScanJob& job) {
  std::vector<NamedFile> named;
  for (const ResultFile& file : job.files)
    if (file.path != "-") named.push_back({file.flag, file.path, true});
  if (words.resume) {
    named.push_back({"--resume", *words.resume, true});
    named.push_back({"--resume", StateFile::beside(*words.resume), true});
  }
  const auto add_read = [&](const char* flag, const std::vector<std::string>& paths) {
    for (const std::string& path : paths)
      if (path != "-") named.push_back({flag, path, false});
  };
  add_read("--targets-file", words.targets.files);
  add_read("--exclude-file", words.targets.excluded_files);
  return refuse_same_files(named);
}

// What the file of --resume holds. A scan that goes on has the order that it began with.
Result<std::optional<std::string>> read_state(const ScanWords& words, ScanJob& job) {
  if (!words.resume) return std::nullopt;
  if (words.in_turn) return bad_input(tr("--resume is for the parallel scan; leave --in-turn out"));
  if (words.resume->empty() || *words.resume == "-")
    return bad_input(text(tr("--resume {0}: name a file, which keeps the state of the scan"), *words.resume));
  job.state = std::make_shared<StateFile>(*words.resume);
  if (!words.dry_run)
    if (const auto locked = job.state->lock(); !locked) return std::unexpected(locked.error());
  auto contents = job.state->read();
  if (!contents || !*contents || !words.seed.empty()) return contents;
  const auto seed = saved_seed(**contents);
  if (!seed) return bad_input(fmt::format("'{}': {}", *words.resume, seed.error().message));
  job.request.seed = *seed;
  return contents;
}

Result<void> read_saved_scan(const std::string& contents, ScanJob& job) {
  auto saved = parse_saved_scan(contents, job.request);
  if (!saved) return bad_input(fmt::format("'{}': {}", job.state->path(), saved.error().message));
  job.before = std::move(*saved);
  return {};
}

// Adds rows of one kind to the table of flags.
struct Rows {
  CLI::App& app;

  void flag(const char* name, std::string& word, const std::string& type, const std::string& help) const {
    app.add_option(name, word, help)->type_name(type);
  }
  void optional_flag(const char* name, std::optional<std::string>& word, const char* type,
                     const std::string& help) const {
    app.add_option_function<std::string>(
           name, [&word](const std::string& said) { word = said; }, help)
        ->type_name(type);
  }
  void lists(const char* name, std::vector<std::string>& all, const char* type,
             const std::string& help) const {
    app.add_option(name, all, help)
        ->type_name(type)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false);
  }
};

void declare_target_flags(const Rows& rows, ScanWords& words) {
  rows.app.add_option("TARGET", words.targets.targets, tr("names, addresses, 192.0.2.0/24, host:port, URLs"));
  const std::string ports_help = tr("like 22,80-90,ssh; the first N [default: 1-65535]");
  rows.lists("-p,--ports", words.targets.ports, "PORTS", ports_help);
  rows.flag("--top", words.targets.top, "N", ports_help);
  rows.lists("--targets-file", words.targets.files, "FILE", tr("scan or exclude these; -: standard input"));
  rows.lists("--exclude-file", words.targets.excluded_files, "FILE",
             tr("scan or exclude these; -: standard input"));
  rows.lists("--exclude", words.targets.excluded, "TARGETS", tr("exclude these"));
  rows.lists("--exclude-ports", words.targets.excluded_ports, "PORTS", tr("exclude these"));
}

void declare_probe_flags(const Rows& rows, ScanWords& words, MachineDefaults defaults) {
  rows.app.add_flag("--in-turn", words.in_turn, tr("one port after another, each printed when found open"));
  rows.flag("--threads", words.threads, "N",
            text(tr("threads that share the ports [default: {0}]"),
                 machine_default(defaults, usual_threads(), tr("one for each processor"))));
  rows.flag("--max-rate", words.max_rate, "PER_S",
            tr("probes a second at most [default: as the path allows]"));
  rows.flag("--timeout", words.timeout, "DUR", tr("timeout of one try [default: from round trips]"));
  rows.flag("--tries", words.tries, "N", tr("tries of a silent port at most [default: from loss]"));
  rows.flag("--seed", words.seed, "N", tr("order of the probes [default: random]"));
  rows.optional_flag("--resume", words.resume, "FILE", tr("state file; the same command resumes from it"));
  rows.flag("--engine", words.engine, kEngines.type_name(),
            text(tr("what sends the probes [default: {0}]"), kEngines.usual()));
  rows.flag("--source", words.source, "ADDR", tr("address and interface that probes leave from"));
  rows.flag("--interface", words.interface, "NAME", tr("address and interface that probes leave from"));
  rows.app.add_flag("--authorized", words.authorized,
                    text(tr("needed for more than {0} public addresses"), kMostUnauthorized));
  rows.app.add_flag("--dry-run", words.dry_run, tr("print the probes in their order; send nothing"));
}

void declare_result_flags(const Rows& rows, ScanWords& words) {
  for (std::size_t i = 0; i < kFormatFlags.size(); ++i)
    rows.flag(kFormatFlags[i].name, words.files[i], "FILE", tr("where results go"));
  rows.flag("--show", words.show, kShown.type_name(),
            text(tr("ports to list [default: {0}]"), kShown.usual()));
  rows.app.add_flag("--quiet", words.quiet, tr("show no progress, or choose how"));
  rows.flag("--progress", words.progress, kProgress.type_name(), tr("show no progress, or choose how"));
}

}  // namespace

void declare_scan_flags(CLI::App& app, ScanWords& words, MachineDefaults defaults) {
  const Rows rows{app};
  declare_target_flags(rows, words);
  declare_probe_flags(rows, words, defaults);
  declare_result_flags(rows, words);
  app.add_flag("-4", words.targets.only_ipv4, tr("only IPv4, or only IPv6"));
  app.add_flag("-6", words.targets.only_ipv6, tr("only IPv4, or only IPv6"));
  app.footer(tr("Keys: p pause and continue, + - rate, s hosts, q finish"));
}

Result<ScanJob> make_scan_job(const ScanWords& words, const StopSignal& stop) {
  const auto ports = read_ports(words.targets);
  if (!ports) return std::unexpected(ports.error());
  // Numbers are read before names are looked up: a typo is told at once.
  ScanJob job{.request = {.targets = TargetSet({Address{}}), .ports = PortSet()}, .names = {}};
  if (const auto read = read_numbers(words, job); !read) return std::unexpected(read.error());
  if (const auto read = read_files(words, job); !read) return std::unexpected(read.error());
  if (const auto read = read_progress(words, job); !read) return std::unexpected(read.error());
  if (const auto apart = check_files(words, job); !apart) return std::unexpected(apart.error());
  const auto state = read_state(words, job);
  if (!state) return std::unexpected(state.error());
  job.manner = words.in_turn ? ScanManner::kInTurn : ScanManner::kParallel;
  job.authorized = words.authorized;
  job.dry_run = words.dry_run;

  auto targets =
      read_targets(words.targets, *ports, job.engine.route.interface, job.names, job.any_dead_name, stop);
  if (!targets) return std::unexpected(targets.error());
  const std::uint64_t with_all_ports =
      words.targets.names_ports() ? 0 : std::min(targets->without_ports, targets->pairs.targets.size());
  if (with_all_ports > kMostAddressesForAllPorts)
    return bad_input(text(tr("{0} addresses with all 65535 ports each; choose ports with --top 100 or -p 22 "
                             "(-p - for all)"),
                          with_all_ports));
  job.request.targets = std::move(targets->pairs.targets);
  job.request.ports = std::move(targets->pairs.ports);
  job.left_out = targets->left_out;
  if (const auto fits = check_source(job); !fits) return std::unexpected(fits.error());
  if (const auto may = check_authorized(job); !may) return std::unexpected(may.error());
  if (*state)
    if (const auto read = read_saved_scan(**state, job); !read) return std::unexpected(read.error());
  return job;
}

}  // namespace sounder

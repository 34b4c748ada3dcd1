// `sounder scan`: the flags as they were typed, and the job they describe.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/stop_signal.h"
#include "cli/machine_defaults.h"
#include "cli/scan/scan_targets.h"
#include "report/formats/file_report.h"
#include "report/state/state_file.h"
#include "scan/request.h"
#include "scan/saved_scan.h"
#include "scan/targets/scan_names.h"
#include "scan/workers.h"

namespace sounder {

struct FormatFlag {
  const char* name;
  Format format;
};
inline constexpr std::array<FormatFlag, 6> kFormatFlags{{{"--json", Format::kNdjson},
                                                         {"--xml", Format::kNmapXml},
                                                         {"--grepable", Format::kNmapGrepable},
                                                         {"--csv", Format::kCsv},
                                                         {"--list", Format::kList},
                                                         {"--list-names", Format::kListNames}}};

// A file that results go to.
struct ResultFile {
  std::string flag;  // that asked for it; a saved scan knows the file by it
  Format format;
  std::string path;  // "-": standard output
};

// What standard error tells while a scan runs.
enum class ProgressForm {
  kBar,   // a line on a terminal, and keys; elsewhere nothing
  kJson,  // an object a second; notes and errors are objects too
  kNone,
};

struct ScanWords {
  TargetFlags targets;
  std::string threads;
  std::string max_rate;
  std::string timeout;
  std::string tries;
  std::string seed;
  std::array<std::string, kFormatFlags.size()> files;  // by format; empty: not wanted
  std::string show;
  std::string progress;
  std::optional<std::string> resume;
  std::string engine;
  std::string source;
  std::string interface;
  bool in_turn = false;
  bool authorized = false;
  bool dry_run = false;
  bool quiet = false;
};

struct ScanJob {
  ScanRequest request;
  ScanNames names;
  std::shared_ptr<StateFile> state{};  // --resume
  std::optional<SavedScan> before{};   // what that file has of this scan
  std::vector<ResultFile> files{};     // at most one of them is standard output
  std::uint64_t left_out = 0;          // addresses that are no targets, of wide ranges
  EngineWishes engine{};
  ScanManner manner = ScanManner::kParallel;
  bool authorized = false;
  bool dry_run = false;
  ProgressForm progress = ProgressForm::kBar;
  bool show_all = false;
  bool any_dead_name = false;  // a target had no address
};

void declare_scan_flags(CLI::App& app, ScanWords& words, MachineDefaults defaults);

// Looks names up, and asks for a host if none was given. Reads the file of --resume.
Result<ScanJob> make_scan_job(const ScanWords& words, const StopSignal& stop);

}  // namespace sounder

// One run of `sounder scan`, as the program tells it in NDJSON.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "tests/support/program.h"

namespace sounder::test {

struct ScannedHost {
  std::uint64_t open = 0;
  std::uint64_t closed = 0;
  std::uint64_t filtered = 0;
  std::uint64_t unreachable = 0;
  std::uint64_t untested = 0;
  bool limits_resets = false;
  bool gave_up = false;
  bool stopped_answering = false;
  std::uint64_t unproven = 0;  // of those filtered
  std::uint64_t sum() const { return open + closed + filtered + unreachable + untested; }
};

struct ScanRun {
  std::string problem;  // what kept this from being a complete report
  int exit = -1;
  std::multimap<std::string, std::uint16_t> open;  // address, port
  std::map<std::string, ScannedHost> hosts;
  ScannedHost total;
  std::uint64_t probes = 0;
  std::uint64_t sent = 0;
  Duration took{};   // the program's whole life
  std::string said;  // on standard error
};

// `words` follow `sounder scan`; targets, ports and --seed are up to the caller.
ScanRun run_scan_program(std::vector<std::string> words, const ProgramStart& start = {},
                         std::chrono::milliseconds patience = std::chrono::seconds(60));

}  // namespace sounder::test

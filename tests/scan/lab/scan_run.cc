#include "tests/scan/lab/scan_run.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace sounder::test {
namespace {

using Json = nlohmann::json;

ScannedHost counts_of(const Json& line) {
  return {.open = line.at("open"),
          .closed = line.at("closed"),
          .filtered = line.at("filtered"),
          .unreachable = line.at("unreachable"),
          .untested = line.at("untested"),
          .limits_resets = line.value("limits_resets", false),
          .gave_up = line.value("gave_up", false),
          .stopped_answering = line.contains("stopped_answering"),
          .unproven = line.value("unproven", std::uint64_t{0})};
}

void read_line(const Json& line, ScanRun& run) {
  const std::string type = line.at("type");
  if (type == "port" && line.at("state") == "open") run.open.emplace(line.at("ip"), line.at("port"));
  if (type == "host") run.hosts[line.at("ip")] = counts_of(line);
  if (type == "summary") {
    run.total = counts_of(line);
    run.probes = line.at("probes");
    run.sent = line.at("sent");
  }
}

}  // namespace

ScanRun run_scan_program(std::vector<std::string> words, const ProgramStart& start,
                         std::chrono::milliseconds patience) {
  words.insert(words.begin(), {SOUNDER, "--lang", "en", "scan", "--json", "-"});
  ScanRun run;
  const Instant began = clock_now();
  Program program(words, start);
  const auto exit = program.wait_exit(patience);
  run.took = clock_now() - began;
  run.said = program.error();
  if (!exit) {
    run.problem = "still running after " + std::to_string(seconds(patience)) + " s";
    return run;
  }
  run.exit = *exit;
  std::istringstream lines(program.output());
  try {
    for (std::string line; std::getline(lines, line);) read_line(Json::parse(line), run);
  } catch (const Json::exception& error) {
    run.problem = error.what();
  }
  if (run.probes == 0) run.problem = "no summary; standard error: " + run.said;
  return run;
}

}  // namespace sounder::test

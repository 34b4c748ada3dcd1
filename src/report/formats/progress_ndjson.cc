#include "report/formats/progress_ndjson.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/formats/json_line.h"

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1000) / 1000; }

std::string message(const char* type, std::string_view words) {
  return json_line({{"v", 1}, {"type", type}, {"message", words}});
}

}  // namespace

std::string ProgressNdjson::line(Instant now, const Progress& progress, Duration elapsed, bool paused) {
  if (was_paused_ && !paused) settled_.restart(now, progress.settled);
  was_paused_ = paused;
  const double per_s = paused ? 0 : settled_.rate_per_s(now, progress.settled);
  Json json{{"v", 1}, {"type", "progress"}, {"probes", progress.pairs}, {"settled", progress.settled}};
  json["open"] = progress.open;
  json["sent"] = progress.sent;
  json["elapsed_s"] = rounded(seconds(elapsed));
  json["settled_per_s"] = rounded(per_s);
  if (per_s >= 1) json["left_s"] = rounded(static_cast<double>(progress.pairs - progress.settled) / per_s);
  json["paused"] = paused;
  return json_line(json);
}

std::string notes_ndjson(std::string_view words) {
  std::string lines;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\n'), words.size());
    if (end > 0) lines += message("note", words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return lines;
}

std::string error_ndjson(std::string_view message_words) { return message("error", message_words); }

}  // namespace sounder

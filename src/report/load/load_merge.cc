#include "report/load/load_merge.h"

#include <algorithm>

namespace sounder {

const char* differing_field(const LoadOptions& one, const LoadOptions& other) {
  if (one.rate_per_s.has_value() != other.rate_per_s.has_value()) return "loop";
  if (one.udp != other.udp) return "udp";
  if (one.churn != other.churn) return "churn";
  if (one.speaks_tls() != other.speaks_tls()) return "tls";
  if (one.message_bytes != other.message_bytes) return "size";
  if (one.pipeline != other.pipeline) return "pipeline";
  return nullptr;
}

void add_run(LoadRecord& all, const LoadRecord& other) {
  LoadOptions& options = all.options;
  options.connections += other.options.connections;
  options.threads += other.options.threads;
  if (options.rate_per_s) *options.rate_per_s += *other.options.rate_per_s;
  options.duration = std::max(options.duration, other.options.duration);
  LoadResult& result = all.result;
  result.totals.merge(other.result.totals);
  result.series.merge(other.result.series);
  result.elapsed = std::max(result.elapsed, other.result.elapsed);
  result.interrupted = result.interrupted || other.result.interrupted;
  result.runs += other.result.runs;
}

}  // namespace sounder

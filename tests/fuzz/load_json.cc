// The files of `sounder load merge`: what is accepted is written again as it was read, and its sums hold.
#include "report/load/load_json.h"

#include "report/load/load_merge.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  auto run = parse_load_json(fuzz::as_words(data, size));
  if (!run) {
    fuzz::require(!run.error().message.empty());
    return 0;
  }
  const std::string json = load_json(run->options, run->result);
  const auto again = parse_load_json(json);
  fuzz::require(again.has_value() && load_json(again->options, again->result) == json);
  fuzz::require(run->result.totals.latency.count() == run->result.totals.round_trips);
  const std::uint64_t round_trips = run->result.totals.round_trips;
  add_run(*run, *again);
  fuzz::require(run->result.totals.round_trips == 2 * round_trips);
  return 0;
}

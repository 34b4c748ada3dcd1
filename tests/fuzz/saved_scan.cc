#include "net/services.h"
#include "report/state/saved_scan_json.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  // The scan that the corpus was saved of, so that more than the fingerprint is reached.
  static const ScanRequest request = [] {
    ScanRequest made{.targets = TargetSet::make(parse_address_word("10.0.0.0/29").value()).value(),
                     .ports = PortSet::parse("1-70", Services::instance()).value()};
    made.seed = 5;
    return made;
  }();
  const auto saved = parse_saved_scan(fuzz::as_words(data, size), request);
  if (!saved) {
    fuzz::require(!saved.error().message.empty());
    return 0;
  }
  // Whatever was accepted belongs to the scan and adds up, and can be written and read again.
  fuzz::require(saved->pairs_settled() <= request.pairs());
  fuzz::require(saved->hosts_finished() + saved->under_way.size() <= request.targets.size());
  fuzz::require(saved->open.size() == saved->counts[State::kOpen]);
  const auto again = parse_saved_scan(to_json(*saved), request);
  fuzz::require(again && to_json(*again) == to_json(*saved));
  return 0;
}

#include "scan/targets/targets.h"

#include "net/services.h"
#include "scan/targets/asked_pairs.h"
#include "scan/targets/target_word.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  std::vector<AddressRange> wanted;
  std::vector<AddressRange> excluded;
  AskedPairs asked;
  // Words in turn: to scan, to leave out, to scan ...
  bool out = false;
  for (const std::string_view word : split_target_list(fuzz::as_words(data, size))) {
    auto ranges = parse_address_word(word);
    if (!ranges) fuzz::require(!ranges.error().message.empty());
    if (ranges) {
      auto& into = out ? excluded : wanted;
      into.insert(into.end(), ranges->begin(), ranges->end());
    }
    if (const auto target = parse_target_word(word, Services::instance()); !target) {
      fuzz::require(!target.error().message.empty());
    } else {
      fuzz::require(target->ranges.empty() != target->host.empty());
      for (const AddressRange& range : target->ranges)
        asked.add(range, target->ports.value_or(PortSet::all()));
    }
    out = !out;
    if (wanted.size() + excluded.size() > 100'000) return 0;  // right, but slow
  }
  // Every pair has one number.
  if (const auto pairs = asked.without(excluded, {})) {
    const auto& [targets, ports] = *pairs;
    std::uint64_t pair = 0;
    for (std::uint64_t host = 0; host < targets.size() && host < 1000; ++host) {
      fuzz::require(ports.first_pair(host) == pair && ports.of(host).size() > 0);
      pair += ports.of(host).size();
      fuzz::require(ports.host_of(pair - 1) == host);
    }
  }
  const auto set = TargetSet::make(wanted, excluded);
  if (!set) return 0;
  // The ends of the whole and a walk over the beginning: in order, each once.
  fuzz::require(set->size() > 0);
  static_cast<void>(set->at(set->size() - 1));
  for (std::uint64_t i = 1; i < set->size() && i < 1000; ++i) fuzz::require(set->at(i - 1) < set->at(i));
  return 0;
}

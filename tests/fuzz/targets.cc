#include "scan/targets/targets.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  std::vector<AddressRange> wanted;
  std::vector<AddressRange> excluded;
  // Words in turn: to scan, to leave out, to scan ...
  bool out = false;
  for (const std::string_view word : split_target_list(fuzz::as_words(data, size))) {
    auto ranges = parse_address_word(word);
    if (!ranges) fuzz::require(!ranges.error().message.empty());
    if (ranges) {
      auto& into = out ? excluded : wanted;
      into.insert(into.end(), ranges->begin(), ranges->end());
    }
    out = !out;
    if (wanted.size() + excluded.size() > 100'000) return 0;  // right, but slow
  }
  const auto set = TargetSet::make(wanted, excluded);
  if (!set) return 0;
  // The ends of the whole and a walk over the beginning: in order, each once.
  fuzz::require(set->size() > 0);
  static_cast<void>(set->at(set->size() - 1));
  for (std::uint64_t i = 1; i < set->size() && i < 1000; ++i) fuzz::require(set->at(i - 1) < set->at(i));
  return 0;
}

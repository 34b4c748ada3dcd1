#include "report/state/other_scan.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace sounder {
namespace {

// Of a longer list, so many are named.
constexpr std::size_t kNamed = 3;
// A longer list of ports is cut.
constexpr std::size_t kPortsShown = 60;

std::string word_of(const AddressRange& range) {
  if (range.count == 1) return range.first.to_string();
  return fmt::format("{}-{}", range.first.to_string(),
                     address_after(range.first, range.count - 1).to_string());
}

std::vector<AddressRange> ranges_of(const TargetSet& targets) {
  std::vector<AddressRange> ranges;
  for (std::size_t i = 0; i < targets.ranges(); ++i) ranges.push_back(targets.range(i));
  return ranges;
}

std::string named(const std::vector<AddressRange>& ranges) {
  std::string words;
  for (std::size_t i = 0; i < ranges.size() && i < kNamed; ++i)
    words += fmt::format("{}{}", i == 0 ? "" : ", ", word_of(ranges[i]));
  return ranges.size() > kNamed ? words + ", …" : words;
}

std::string cut(const std::string& ports) {
  return ports.size() > kPortsShown ? ports.substr(0, kPortsShown) + "…" : ports;
}

}  // namespace

AskedFor asked_for(const ScanRequest& request) {
  AskedFor asked{.targets = {}, .ports = request.ports.any().to_string()};
  if (request.targets.ranges() <= kMostKeptRanges)
    for (const AddressRange& range : ranges_of(request.targets)) asked.targets.push_back(word_of(range));
  return asked;
}

std::string what_differs(const AskedFor& saved, const ScanRequest& request) {
  std::vector<AddressRange> then;
  for (const std::string& word : saved.targets) {
    const auto ranges = parse_address_word(word);
    if (!ranges) return {};
    then.insert(then.end(), ranges->begin(), ranges->end());
  }
  const std::vector<AddressRange> now = ranges_of(request.targets);
  const std::string ports = request.ports.any().to_string();
  std::string lines;
  const auto add = [&](const char* message, const std::string& what) {
    if (!what.empty()) lines += (lines.empty() ? "" : "; ") + text(message, what);
  };
  if (!then.empty()) {
    add(tr("only then: {0}"), named(difference(then, now)));
    add(tr("only now: {0}"), named(difference(now, then)));
  }
  if (!saved.ports.empty() && saved.ports != ports) {
    add(tr("ports then: {0}"), cut(saved.ports));
    add(tr("ports now: {0}"), cut(ports));
  }
  return lines;
}

}  // namespace sounder

#include "scan/targets/ports.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "net/services.h"

namespace sounder {
namespace {

constexpr std::uint32_t kLastPort = 65535;

bool all_digits(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::uint32_t> parse_number(std::string_view word, std::string_view part) {
  const auto port = parse_port(word);
  if (port) return number(*port);
  if (part == word) return std::unexpected(port.error());
  return bad_input(
      text(tr("'{0}' in the port list '{1}' is not a port; ports are numbers from 1 to 65535"), word, part));
}

}  // namespace

PortSet::PortSet(const std::vector<bool>& wanted) {
  for (std::uint32_t port = 1; port <= kLastPort; ++port) {
    if (!wanted[port]) continue;
    const auto value = static_cast<std::uint16_t>(port);
    if (!ranges_.empty() && ranges_.back().last + 1U == port)
      ranges_.back().last = value;
    else
      ranges_.push_back({value, value, size_});
    ++size_;
  }
}

PortSet PortSet::all() {
  std::vector<bool> wanted(kLastPort + 1, true);
  return PortSet(wanted);
}

Result<PortSet> PortSet::parse(std::string_view spec, const Services& services) {
  std::vector<bool> wanted(kLastPort + 1, false);
  if (spec.empty())
    return bad_input(text(tr("the port list is empty; write it like 22,80,1000-2000 or - for all")));
  for (std::size_t start = 0; start <= spec.size();) {
    const std::size_t comma = std::min(spec.find(',', start), spec.size());
    const std::string_view part = spec.substr(start, comma - start);
    start = comma + 1;
    if (part.empty())
      return bad_input(text(tr("the port list '{0}' has an empty part between its commas"), spec));

    std::uint32_t first = 1;
    std::uint32_t last = kLastPort;
    const std::size_t dash = part.find('-');
    if (const auto service = services.port(part); service && !all_digits(part)) {
      first = last = number(*service);  // before the dash is looked at: names like "http-alt" have one
    } else if (dash == std::string_view::npos) {
      if (!all_digits(part))
        return bad_input(text(tr("no service is called '{0}'; give its port as a number"), part));
      const auto value = parse_number(part, part);
      if (!value) return std::unexpected(value.error());
      first = last = *value;
    } else {
      const std::string_view low = part.substr(0, dash);
      const std::string_view high = part.substr(dash + 1);
      for (const auto& [word, bound] : {std::pair{low, &first}, std::pair{high, &last}}) {
        if (word.empty()) continue;
        const auto value = parse_number(word, part);
        if (!value) return std::unexpected(value.error());
        *bound = *value;
      }
      if (first > last)
        return bad_input(
            text(tr("the port range '{0}' runs backwards; write it as {1}-{2}"), part, last, first));
    }
    std::fill(wanted.begin() + first, wanted.begin() + last + 1, true);
  }
  return PortSet(wanted);
}

Port PortSet::at(std::uint32_t index) const {
  const auto after = std::ranges::upper_bound(ranges_, index, {}, &Range::before);
  const Range& range = *(after - 1);
  return Port{static_cast<std::uint16_t>(range.first + (index - range.before))};
}

std::optional<std::uint32_t> PortSet::index_of(Port port) const {
  const auto after = std::ranges::upper_bound(ranges_, number(port), {}, &Range::first);
  if (after == ranges_.begin() || number(port) > (after - 1)->last) return std::nullopt;
  return (after - 1)->before + number(port) - (after - 1)->first;
}

bool PortSet::contains(Port port) const { return index_of(port).has_value(); }

std::string PortSet::to_string() const {
  std::string out;
  for (const Range& range : ranges_) {
    if (!out.empty()) out += ',';
    out += range.first == range.last ? fmt::format("{}", range.first)
                                     : fmt::format("{}-{}", range.first, range.last);
  }
  return out;
}

}  // namespace sounder

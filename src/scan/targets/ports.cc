#include "scan/targets/ports.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "net/services.h"

namespace sounder {
namespace {

constexpr std::uint16_t kLastPort = 65535;

bool all_digits(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trimmed(std::string_view word) {
  constexpr std::string_view kWhite = " \t\r\n\v\f";
  const std::size_t first = word.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kWhite) - first + 1);
}

Result<Port> parse_number(std::string_view word, std::string_view part) {
  auto port = parse_port(word);
  if (port || part == word) return port;
  return bad_input(
      text(tr("'{0}' in the port list '{1}' is not a port; ports are numbers from 1 to 65535"), word, part));
}

// "80", "-", "-100", "60000-", "1000-2000": the first and the last port.
Result<std::pair<Port, Port>> parse_range(std::string_view part) {
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos) {
    if (!all_digits(part))
      return bad_input(text(tr("no service is called '{0}'; give its port as a number"), part));
    const auto port = parse_number(part, part);
    if (!port) return std::unexpected(port.error());
    return std::pair(*port, *port);
  }
  std::pair<Port, Port> range{Port{1}, Port{kLastPort}};
  const std::string_view low = trimmed(part.substr(0, dash));
  const std::string_view high = trimmed(part.substr(dash + 1));
  for (const auto& [word, bound] : {std::pair{low, &range.first}, std::pair{high, &range.second}}) {
    if (word.empty()) continue;
    const auto port = parse_number(word, part);
    if (!port) return std::unexpected(port.error());
    *bound = *port;
  }
  if (range.first > range.second)
    return bad_input(text(tr("the port range '{0}' runs backwards; write it as {1}-{2}"), part,
                          number(range.second), number(range.first)));
  return range;
}

}  // namespace

PortSet::PortSet(std::span<const Port> ports) {
  for (const Port port : ports) ranges_.push_back({number(port), number(port)});
  normalize();
}

PortSet PortSet::all() {
  PortSet set;
  set.ranges_.push_back({1, kLastPort});
  set.normalize();
  return set;
}

PortSet PortSet::joined(std::span<const PortSet* const> sets) {
  PortSet all;
  for (const PortSet* set : sets)
    all.ranges_.insert(all.ranges_.end(), set->ranges_.begin(), set->ranges_.end());
  all.normalize();
  return all;
}

void PortSet::normalize() {
  std::ranges::sort(ranges_, {}, &Range::first);
  std::vector<Range> joined;
  for (const Range& range : ranges_) {
    if (!joined.empty() && range.first <= joined.back().last + 1U)
      joined.back().last = std::max(joined.back().last, range.last);
    else
      joined.push_back(range);
  }
  size_ = 0;
  for (Range& range : joined) {
    range.before = size_;
    size_ += range.last - range.first + 1U;
  }
  ranges_ = std::move(joined);
}

Result<PortSet> PortSet::parse(std::string_view spec, const Services& services) {
  if (trimmed(spec).empty())
    return bad_input(text(tr("the port list is empty; write it like 22,80,1000-2000 or - for all")));
  PortSet set;
  for (std::size_t start = 0; start <= spec.size();) {
    const std::size_t comma = std::min(spec.find(',', start), spec.size());
    std::string_view part = trimmed(spec.substr(start, comma - start));
    start = comma + 1;
    if (part.starts_with("U:") || part.starts_with("S:") || part.starts_with("P:"))
      return bad_input(text(tr("'{0}': only TCP ports can be scanned"), part));
    if (part.starts_with("T:")) part = trimmed(part.substr(2));
    if (part.empty())
      return bad_input(text(tr("the port list '{0}' has an empty part between its commas"), spec));

    if (part.find_first_of("*?") != std::string_view::npos) {
      const std::vector<Port> found = services.ports_like(part);
      if (found.empty()) return bad_input(text(tr("no service has a name like '{0}'"), part));
      for (const Port port : found) set.ranges_.push_back({number(port), number(port)});
    } else if (const auto service = services.port(part); service && !all_digits(part)) {
      set.ranges_.push_back({number(*service), number(*service)});  // names like "http-alt" are no ranges
    } else {
      const auto range = parse_range(part);
      if (!range) return std::unexpected(range.error());
      set.ranges_.push_back({number(range->first), number(range->second)});
    }
  }
  set.normalize();
  return set;
}

void PortSet::add(const PortSet& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  normalize();
}

void PortSet::remove(const PortSet& other) {
  std::vector<Range> left;
  auto cut = other.ranges_.begin();
  for (Range range : ranges_) {
    while (cut != other.ranges_.end() && cut->last < range.first) ++cut;
    bool whole = true;
    for (auto each = cut; each != other.ranges_.end() && each->first <= range.last; ++each) {
      if (each->first > range.first)
        left.push_back({range.first, static_cast<std::uint16_t>(each->first - 1)});
      whole = each->last < range.last;
      if (!whole) break;
      range.first = static_cast<std::uint16_t>(each->last + 1);
    }
    if (whole) left.push_back(range);
  }
  ranges_ = std::move(left);
  normalize();
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

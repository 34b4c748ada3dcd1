// Words for addresses: numbers, prefixes, netmasks, ranges, octet ranges.
#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <charconv>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "net/zone.h"
#include "scan/targets/address_forms.h"
#include "scan/targets/address_value.h"
#include "scan/targets/targets.h"

namespace sounder {
namespace {

// Separate ranges of one target word: 16 MB. A pattern like *.*.*.1 would have 16 million.
constexpr std::size_t kMostTargetRanges = std::size_t{1} << 18;

constexpr std::string_view kPatternLetters = "0123456789.,-*";

bool is_octet_pattern(std::string_view word) {
  return word.find_first_not_of(kPatternLetters) == std::string_view::npos &&
         word.find_first_of(".*") != std::string_view::npos;
}

std::optional<unsigned> small_number(std::string_view word, unsigned most) {
  unsigned value = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, value);
  if (word.empty() || stop != end || status != std::errc{} || value > most) return std::nullopt;
  return value;
}

using Octet = std::bitset<256>;  // the values an octet may have

// "1", "0-3", "1,5", "-9", "250-", "*"
std::optional<Octet> parse_octet(std::string_view word) {
  Octet octet;
  for (std::size_t start = 0; start <= word.size();) {
    const std::size_t comma = std::min(word.find(',', start), word.size());
    const std::string_view part = word.substr(start, comma - start);
    start = comma + 1;
    const std::size_t dash = part.find('-');
    std::optional<unsigned> first = 0;
    std::optional<unsigned> last = 255;
    if (part.empty()) return std::nullopt;
    if (part == "*") {
      // all
    } else if (dash == std::string_view::npos) {
      first = last = small_number(part, 255);
    } else {
      if (dash > 0) first = small_number(part.substr(0, dash), 255);
      if (dash + 1 < part.size()) last = small_number(part.substr(dash + 1), 255);
    }
    if (!first || !last || *first > *last) return std::nullopt;
    for (unsigned value = *first; value <= *last; ++value) octet.set(value);
  }
  return octet;
}

std::unexpected<Error> wrong_pattern(std::string_view word) {
  return bad_input(
      text(tr("'{0}' is not an IPv4 address or range; write it like 192.0.2.1, 192.0.2.0/24 or 10.0.0-3.1,5"),
           word));
}

// The runs of neighbours among an octet's values: {first, count}.
std::vector<std::pair<std::uint32_t, std::uint32_t>> runs_of(const Octet& octet) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> runs;
  for (std::uint32_t value = 0; value < octet.size(); ++value) {
    if (!octet[value]) continue;
    if (!runs.empty() && runs.back().first + runs.back().second == value)
      ++runs.back().second;
    else
      runs.emplace_back(value, 1);
  }
  return runs;
}

// Octets at the end that take every value make their ranges longer, not more: the last octet that does not
// decides how many there are. In front of it stands every combination of the others.
Result<std::vector<AddressRange>> combine(std::string_view word, const std::array<Octet, 4>& octets) {
  std::size_t last = octets.size() - 1;
  while (last > 0 && octets[last].all()) --last;
  const auto runs = runs_of(octets[last]);
  std::size_t ranges_in_all = runs.size();
  for (std::size_t i = 0; i < last; ++i) ranges_in_all *= octets[i].count();
  if (ranges_in_all > kMostTargetRanges)
    return bad_input(text(tr("'{0}' falls into more than {1} separate ranges; scan it in parts"), word,
                          kMostTargetRanges));

  std::vector<std::uint32_t> prefixes{0};
  for (std::size_t i = 0; i < last; ++i) {
    std::vector<std::uint32_t> longer;
    for (const std::uint32_t prefix : prefixes)
      for (std::uint32_t value = 0; value < octets[i].size(); ++value)
        if (octets[i][value]) longer.push_back(prefix << 8 | value);
    prefixes = std::move(longer);
  }
  const std::size_t shift = 8 * (octets.size() - 1 - last);
  std::vector<AddressRange> ranges;
  ranges.reserve(ranges_in_all);
  for (const std::uint32_t prefix : prefixes)
    for (const auto& [first, count] : runs)
      ranges.push_back({Address::ipv4((prefix << 8 | first) << shift), std::uint64_t{count} << shift});
  return ranges;
}

// "010.0.0.1", "10.0.0.1-09"
bool has_leading_zero(std::string_view word) {
  const auto digit = [&](std::size_t at) { return at < word.size() && word[at] >= '0' && word[at] <= '9'; };
  for (std::size_t at = 0; at < word.size(); ++at)
    if (word[at] == '0' && digit(at + 1) && (at == 0 || !digit(at - 1))) return true;
  return false;
}

Result<std::vector<AddressRange>> parse_pattern(std::string_view word) {
  if (has_leading_zero(word))
    return bad_input(
        text(tr("'{0}': a number that begins with 0 is octal for some programs; leave the 0 out"), word));
  std::array<Octet, 4> octets;
  std::size_t start = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const std::size_t dot = word.find('.', start);
    if ((dot == std::string_view::npos) != (i == 3)) return wrong_pattern(word);
    const auto octet = parse_octet(word.substr(start, i == 3 ? std::string_view::npos : dot - start));
    if (!octet) return wrong_pattern(word);
    octets[i] = *octet;
    start = dot + 1;
  }
  return combine(word, octets);
}

// The addresses from one to another, both included.
Result<std::vector<AddressRange>> between(std::string_view word, const Address& first, const Address& last) {
  const AddressValue low = value_of(first);
  const AddressValue high = value_of(last);
  if (low > high) return bad_input(text(tr("the range '{0}' runs backwards"), word));
  if (high - low >= kMostTargets)
    return bad_input(text(tr("'{0}': more than {1} addresses; scan them in parts"), word, kMostTargets));
  return std::vector{AddressRange{first, static_cast<std::uint64_t>(high - low + 1)}};
}

// The last group of an IPv6 range: "20" in 2001:db8::1-20.
std::optional<Address> with_last_group(const Address& address, std::string_view group) {
  std::uint16_t value = 0;
  const char* end = group.data() + group.size();
  const auto [stop, status] = std::from_chars(group.data(), end, value, 16);
  if (group.empty() || group.size() > 4 || stop != end || status != std::errc{}) return std::nullopt;
  return address_of(value_of(address) >> 16 << 16 | value, address);
}

// "10.0.0.1-10.0.0.9", "2001:db8::1-2001:db8::20", "2001:db8::1-20". nullopt: no word of this kind.
std::optional<Result<std::vector<AddressRange>>> parse_range(std::string_view word) {
  const std::size_t dash = word.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = Address::parse_as_written(word.substr(0, dash));
  if (!first) return std::nullopt;
  const std::string_view end = word.substr(dash + 1);
  auto last = Address::parse_as_written(end);
  if (first->family() == Family::kIpv6) {
    if (auto zone = wrong_zone(end)) return std::unexpected(std::move(*zone));
    // Both ends are on one link: its name need not be said twice.
    if (last && last->family() == Family::kIpv6 && last->scope() == 0)
      last = address_of(value_of(*last), *first);
    if (!last) last = with_last_group(*first, end);
    if (!last || last->family() != Family::kIpv6 || last->scope() != first->scope())
      return bad_input(text(
          tr("'{0}' is not an IPv6 range; write it like 2001:db8::1-20 or 2001:db8::1-2001:db8::20"), word));
  }
  if (!last || last->family() != first->family()) return std::nullopt;
  return between(word, *first, *last);
}

// "255.255.255.0": the length of the prefix.
std::optional<unsigned> netmask_length(std::string_view word) {
  const auto mask = Address::parse(word);
  if (!mask || mask->family() != Family::kIpv4) return std::nullopt;
  const std::uint32_t bits = mask->ipv4_value();
  const auto length = static_cast<unsigned>(std::countl_one(bits));
  if (static_cast<unsigned>(std::popcount(bits)) != length) return std::nullopt;
  return length;
}

Result<std::vector<AddressRange>> parse_prefix(std::string_view word, std::size_t slash) {
  const auto address = Address::parse_as_written(word.substr(0, slash));
  if (!address)
    return bad_input(
        text(tr("'{0}': before the / there must be an address, like 192.0.2.0/24 or 2001:db8::/120"), word));
  const unsigned bits = address->family() == Family::kIpv4 ? 32 : 128;
  const std::string_view behind = word.substr(slash + 1);
  const bool is_mask = address->family() == Family::kIpv4 && behind.find('.') != std::string_view::npos;
  const auto length = is_mask ? netmask_length(behind) : small_number(behind, bits);
  if (!length && is_mask)
    return bad_input(
        text(tr("'{0}': '{1}' is not a netmask; write one like 255.255.255.0, or /24"), word, behind));
  if (!length)
    return bad_input(text(tr("'{0}': the prefix length must be a number from 0 to {1}"), word, bits));
  if (bits - *length >= 63)
    return bad_input(text(tr("'{0}': more than {1} addresses; scan them in parts"), word, kMostTargets));
  // The network that the address lies in: its last bits cleared.
  const std::uint64_t count = std::uint64_t{1} << (bits - *length);
  std::array<std::uint8_t, 16> bytes = address->bytes();
  for (unsigned bit = *length; bit < bits; ++bit)
    bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
  if (address->family() == Family::kIpv6)
    return std::vector{AddressRange{Address::ipv6(bytes, address->scope()), count}};
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[i];
  return std::vector{AddressRange{Address::ipv4(value), count}};
}

// No host name ends in a number (RFC 3696, 2), but the resolver takes "22" for 0.0.0.22 and "0x7f.1" for
// 127.0.0.1, as inet_aton(3) does.
bool ends_in_number(std::string_view word) {
  const std::string_view label = word.substr(word.rfind('.') + 1);
  const bool hex = label.starts_with("0x") || label.starts_with("0X");
  return label.find_first_not_of(hex ? "0123456789abcdefABCDEFxX" : "0123456789") == std::string_view::npos &&
         !label.empty();
}

// What is wrong with the zone of the first address. The name of an interface may have a dash (br-lan), so
// "fe80::1%br-lan" is no range from an address on br.
std::optional<Error> wrong_first_zone(std::string_view word) {
  const std::size_t slash = word.find('/');
  const std::size_t dash = word.rfind('-');
  if (slash == std::string_view::npos && dash != std::string_view::npos &&
      Address::parse_as_written(word.substr(0, dash)))
    return std::nullopt;
  return wrong_zone(word.substr(0, slash));
}

Result<std::vector<AddressRange>> parse_as_written(std::string_view word) {
  if (const auto address = Address::parse_as_written(word)) return std::vector{AddressRange{*address, 1}};
  if (auto zone = wrong_first_zone(word)) return std::unexpected(std::move(*zone));
  if (const std::size_t slash = word.find('/'); slash != std::string_view::npos)
    return parse_prefix(word, slash);
  if (auto range = parse_range(word)) return std::move(*range);
  if (is_octet_pattern(word)) return parse_pattern(word);
  if (word.find(':') != std::string_view::npos)  // no host name has a colon
    return bad_input(text(tr("'{0}' is not an IPv6 address"), word));
  if (ends_in_number(word))
    return bad_input(text(tr("'{0}' is a number, not a host name or an address"), word));
  return std::vector<AddressRange>{};
}

}  // namespace

Result<std::vector<AddressRange>> parse_address_word(std::string_view word) {
  auto ranges = parse_as_written(word);
  if (!ranges) return ranges;
  std::vector<AddressRange> all;
  for (const AddressRange& range : *ranges)
    std::ranges::copy(with_mapped_as_ipv4(range), std::back_inserter(all));
  // One address alone; a range keeps its ends.
  if (all.size() == 1 && all.front().count == 1) all.front().first = destination(all.front().first);
  return all;
}

std::vector<std::string_view> split_target_list(std::string_view list) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos;
       comma = list.find(',', comma + 1)) {
    const std::string_view word = list.substr(start, comma - start);
    const std::string_view next = list.substr(comma + 1, list.find(',', comma + 1) - comma - 1);
    const bool unfinished = is_octet_pattern(word) && std::ranges::count(word, '.') < 3;
    const bool goes_on =
        is_octet_pattern(word) && next.find_first_not_of("0123456789-") == std::string_view::npos;
    if (unfinished || goes_on) continue;
    words.push_back(word);
    start = comma + 1;
  }
  words.push_back(list.substr(start));
  return words;
}

}  // namespace sounder

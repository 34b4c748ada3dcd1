// Daytime: RFC 867, which leaves the form free. Forms: inetd's, xinetd's, and NIST's
// (nist.gov/pml/time-and-frequency-division, "Internet Time Service").
#include <algorithm>

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kMonths = "jan feb mar apr may jun jul aug sep oct nov dec";
constexpr std::string_view kDays = "mon tue wed thu fri sat sun";

bool digits_between(std::string_view word, char separator) {
  return word.size() == 8 && word[2] == separator && word[5] == separator && is_number(word.substr(0, 2)) &&
         is_number(word.substr(3, 2)) && is_number(word.substr(6, 2));
}

// "UTC", "UTC(NIST)", "*"
bool is_zone(std::string_view word) {
  return std::ranges::all_of(
      word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '(' || c == ')' || c == '*'; });
}

// One line of nothing but a date, a time and numbers.
std::optional<Service> parse(const Heard& heard) {
  if (heard.bytes.size() > 80 || !heard.bytes.ends_with("\n")) return std::nullopt;
  std::string_view rest = trimmed(heard.bytes);
  const bool nist = contains(rest, "UTC(NIST)");
  bool date = false;
  bool time = false;
  while (!rest.empty()) {
    const std::string_view word = next_word(rest);
    const std::string short_word = lower(word);
    const bool month = word.size() == 3 && contains(kMonths, short_word);
    const bool day = word.size() == 3 && contains(kDays, short_word);
    date = date || month || digits_between(word, '-');
    time = time || digits_between(word, ':');
    if (!month && !day && !is_number(word.substr(0, 1)) && !is_zone(word)) return std::nullopt;
  }
  if (!date || !time) return std::nullopt;
  return Service{.protocol = "daytime", .sure = Sureness::kLooksLike, .product = nist ? "NIST" : ""};
}

}  // namespace

constinit const Protocol kDaytime{.name = "daytime", .ports = {13}, .parse = parse};

}  // namespace sounder

// WHOIS: RFC 3912. Its answers are free text; those of the usual servers begin with comments or name their
// query.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// A name that nobody has (RFC 6761, 6.4).
std::string opening(const Peer&) { return "sounder.invalid\r\n"; }

struct Mark {
  std::string_view text;
  std::string_view product;
};
constexpr Mark kMarks[] = {
    {"% This is the RIPE Database query service.", "RIPE Database"},
    {"% IANA WHOIS server", "IANA"},
    {"% [whois.apnic.net]", "APNIC"},
    {"# ARIN WHOIS data", "ARIN"},
};

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "whois"};
  for (const Mark& mark : kMarks) {
    if (!contains(heard.bytes.substr(0, 500), mark.text)) continue;
    service.product = mark.product;
    return service;
  }
  if (heard.asked != opening({})) return std::nullopt;
  std::string_view line = first_line(trimmed(heard.bytes));
  if (!contains_no_case(line, "no match for") && !contains_no_case(line, "domain name:")) return std::nullopt;
  return service;
}

}  // namespace

constinit const Protocol kWhois{
    .name = "whois", .ports = {43}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder

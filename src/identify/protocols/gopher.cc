// Gopher: RFC 1436, 3.4 and its appendix.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// The menu of the root.
std::string opening(const Peer&) { return "\r\n"; }

constexpr Mark kMarks[] = {
    {"Gophered by Gophernicus", "Gophernicus"},
    {"PyGopherd", "PyGopherd"},
    {"Pygopherd", "PyGopherd"},
};

// An item: its type and name, a selector, a host and a port.
bool is_item(std::string_view line) {
  const std::string_view name = take_until(line, '\t');
  if (!contains(line, "\t") || name.empty()) return false;
  take_until(line, '\t');
  const std::string_view host = take_until(line, '\t');
  const std::string_view port = trimmed(line.substr(0, line.find('\t')));
  return !host.empty() && is_number(port) && contains("0123456789+ghiIMTsdPX;:<", name.substr(0, 1));
}

std::optional<Service> parse(const Heard& heard) {
  const std::string_view bytes = heard.bytes;
  if (!contains(bytes, "\n") || !is_item(first_line(bytes))) return std::nullopt;
  Service service{.protocol = "gopher"};
  service.whole = heard.ended || bytes.ends_with("\n.\r\n");
  name_product(bytes, kMarks, service);
  // "Gophered by Gophernicus/3.1.1 on Debian/12 x86_64"
  name_os(between(bytes, "Gophered by", "\n"), service);
  return service;
}

}  // namespace

constinit const Protocol kGopher{.name = "gopher", .ports = {70}, .opening = opening, .parse = parse};

}  // namespace sounder

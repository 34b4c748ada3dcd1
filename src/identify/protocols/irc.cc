// IRC: RFC 2812, 2.3 (messages); capabilities: ircv3.net/specs/extensions/capability-negotiation.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Servers name their own capabilities by the site of their project. They tell versions to users only.
constexpr Mark kMarks[] = {
    {"inspircd.org/", "InspIRCd"},
    {"solanum.chat/", "Solanum"},
    {"unrealircd.org/", "UnrealIRCd"},
    {"ergo.chat/", "Ergo"},
    {"ERROR :\"Oops, HTTP request received? This is IRC!\"", "ngIRCd"},
};

// Lists capabilities, which no user needs to be for.
constexpr std::string_view kList = "CAP LS 302\r\n";
std::string opening(const Peer&) { return std::string(kList); }

void read_capabilities(std::string_view bytes, Service& service) {
  const std::string_view list = between(bytes, " CAP * LS ", "\n");
  set_detail(service, "capabilities", trimmed(between(list, ":", "\r")));
  name_product(bytes, kMarks, service);
}

// ":irc.example NOTICE * :*** ...", ":irc.example CAP * LS :...", ":irc.example 451 * :..."
bool is_message(std::string_view line) {
  line.remove_prefix(1);
  const std::string_view server = next_word(line);
  const std::string_view command = next_word(line);
  const bool numeric = is_number(command) && command.size() == 3;
  return !server.empty() && contains(line, ":") && (numeric || command == "NOTICE" || command == "CAP");
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) {
    Service service = *heard.before;
    service.ask.clear();
    read_capabilities(heard.bytes, service);
    // Before it lists anything, it may report on its look at who we are.
    service.whole = contains(heard.bytes, " CAP * LS :") || !contains(heard.bytes, " NOTICE ");
    return service;
  }
  if (!contains(heard.bytes, "\n")) return std::nullopt;
  const std::string_view line = first_line(heard.bytes);
  const bool from_server = line.starts_with(":") && is_message(line);
  if (!from_server && !line.starts_with("NOTICE AUTH :") && !line.starts_with("NOTICE * :") &&
      !line.starts_with("ERROR :"))
    return std::nullopt;
  Service service{.protocol = "irc"};
  if (from_server) service.host = line.substr(1, line.find(' ') - 1);
  read_capabilities(heard.bytes, service);
  if (heard.asked != kList && !contains(heard.bytes, "ERROR :")) service.ask = kList;
  if (heard.asked == kList) service.whole = contains(heard.bytes, " CAP * LS :");
  return service;
}

}  // namespace

constinit const Protocol kIrc{
    .name = "irc", .ports = {6667, 6666, 6668, 6669, 6665, 6697, 7000}, .opening = opening, .parse = parse};

}  // namespace sounder

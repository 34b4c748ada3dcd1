// POP3: RFC 1939; the command CAPA: RFC 2449.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr Mark kMarks[] = {
    {"Dovecot", "Dovecot"},
    {"Cyrus POP3", "Cyrus POP3"},
    {"Courier Mail Server", "Courier"},
    {"Microsoft Exchange", "Microsoft Exchange"},
};

// The list of capabilities ends with a dot.
std::optional<Service> read_capabilities(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  const std::string_view list = heard.bytes;
  service.whole = contains(list, "\n.\r\n") || !list.starts_with("+OK");
  for (const char* known : {"\nTOP", "\nUIDL", "\nUSER", "\nSASL", "\nIMPLEMENTATION"})
    if (contains(list, known)) service.sure = Sureness::kSays;
  if (service.product.empty()) name_product(list, kMarks, service);
  if (contains(list, "\nSTLS")) set_detail(service, "starttls", "offered");
  set_detail(service, "auth", trimmed(between(list, "\nSASL ", "\n")));
  set_detail(service, "implementation", trimmed(between(list, "\nIMPLEMENTATION ", "\n")));
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_capabilities(heard);
  if (!heard.bytes.starts_with("+OK") || !contains(heard.bytes, "\n")) return std::nullopt;
  const std::string_view greeting = first_line(heard.bytes);
  Service service{.protocol = "pop3", .sure = Sureness::kLooksLike};
  name_product(greeting, kMarks, service);
  name_os(greeting, service);
  // "<16067279651948708404.1796089666@mail.example>": the challenge of APOP (RFC 1939, 7).
  const std::string_view challenge = between(greeting, "<", ">");
  if (contains(challenge, "@")) service.host = challenge.substr(challenge.find('@') + 1);
  if (!service.product.empty() || !service.host.empty() || contains_no_case(greeting, "pop"))
    service.sure = Sureness::kSays;
  service.ask = "CAPA\r\n";
  return service;
}

}  // namespace

constinit const Protocol kPop3{.name = "pop3", .ports = {110, 995}, .parse = parse};

}  // namespace sounder

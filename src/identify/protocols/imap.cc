// IMAP: RFC 9051, 7.1 (greeting); the command ID, which needs no login: RFC 2971.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr Mark kMarks[] = {
    {"Dovecot", "Dovecot"},
    {"Cyrus IMAP", "Cyrus IMAP"},
    {"Courier-IMAP", "Courier-IMAP"},
    {"Microsoft Exchange", "Microsoft Exchange"},
};

// The value of a pair in `* ID ("name" "Dovecot" ...)`.
std::string_view value_of(std::string_view id, std::string_view key) {
  const std::string_view rest = between(id, key, "\r\n");
  return between(rest, "\"", "\"");
}

std::optional<Service> read_id(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  const std::string_view id = between(heard.bytes, "* ID (", "\r\n");
  service.whole = contains(heard.bytes, "\n1 ") || heard.bytes.starts_with("1 ");
  if (id.empty()) return service;
  service.sure = Sureness::kSays;
  if (service.product.empty()) {
    service.product = value_of(id, "\"name\" ");
    service.version = value_of(id, "\"version\" ");
  }
  if (service.os.empty()) service.os = value_of(id, "\"os\" ");
  set_detail(service, "os version", value_of(id, "\"os-version\" "));
  set_detail(service, "vendor", value_of(id, "\"vendor\" "));
  set_detail(service, "environment", value_of(id, "\"environment\" "));
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_id(heard);
  const std::string_view greeting = first_line(heard.bytes);
  const bool begins =
      greeting.starts_with("* OK") || greeting.starts_with("* PREAUTH") || greeting.starts_with("* BYE");
  if (!begins || !contains(heard.bytes, "\n")) return std::nullopt;
  Service service{.protocol = "imap", .sure = Sureness::kLooksLike};
  name_product(greeting, kMarks, service);
  name_os(greeting, service);
  std::string_view text = between(greeting, "] ", "\r");
  const std::string_view host = next_word(text);
  if (is_host(host)) service.host = host;
  if (contains_no_case(greeting, "imap") || !service.product.empty()) service.sure = Sureness::kSays;
  if (contains(greeting, "STARTTLS")) set_detail(service, "starttls", "offered");
  if (contains(greeting, "LOGINDISABLED")) set_detail(service, "login", "disabled without TLS");
  if (!greeting.starts_with("* BYE")) service.ask = "1 ID NIL\r\n";
  return service;
}

}  // namespace

constinit const Protocol kImap{.name = "imap", .ports = {143, 993}, .parse = parse};

}  // namespace sounder

// NNTP: RFC 3977, 5.1 (greeting) and 5.2 (CAPABILITIES).
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr Mark kMarks[] = {
    {"NNRP server INN", "INN"},    {"InterNetNews server INN", "INN"},
    {"IMPLEMENTATION INN", "INN"}, {"Leafnode NNTP Daemon, version", "Leafnode"},
    {"Leafnode", "Leafnode"},      {"Cyrus NNTP", "Cyrus NNTP"},
};

std::optional<Service> read_capabilities(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  const std::string_view list = heard.bytes;
  if (!list.starts_with("101")) return service;  // a server of before RFC 3977
  service.sure = Sureness::kSays;
  service.whole = contains(list, "\n.\r\n");
  if (service.product.empty()) name_product(list, kMarks, service);
  if (contains(list, "\nSTARTTLS")) set_detail(service, "starttls", "offered");
  set_detail(service, "auth", trimmed(between(list, "\nSASL ", "\n")));
  set_detail(service, "implementation", trimmed(between(list, "\nIMPLEMENTATION ", "\n")));
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_capabilities(heard);
  const auto reply = parse_reply(heard.bytes);
  if (!reply) return std::nullopt;
  const bool ready = reply->code == "200" || reply->code == "201";
  const bool refused = reply->code == "400" || reply->code == "502" || reply->code == "503";
  if (!ready && !refused) return std::nullopt;
  Service service{.protocol = "nntp", .sure = Sureness::kLooksLike};
  name_product(reply->text, kMarks, service);
  if (!service.product.empty() || contains_no_case(reply->text, "nntp") ||
      contains_no_case(reply->text, "news"))
    service.sure = Sureness::kSays;
  else if (refused)
    return std::nullopt;
  if (refused) service.info = reply->text;
  if (ready) {
    if (reply->code == "201") set_detail(service, "posting", "not allowed");
    std::string_view text = reply->text;
    const std::string_view host = next_word(text);
    if (is_host(host)) service.host = host;
    service.ask = "CAPABILITIES\r\n";
  }
  return service;
}

}  // namespace

constinit const Protocol kNntp{.name = "nntp", .ports = {119, 563, 433}, .parse = parse};

}  // namespace sounder

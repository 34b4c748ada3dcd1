// SMTP: RFC 5321, 4.2 (replies) and 4.3.1 (the greeting). LMTP, which differs by its LHLO: RFC 2033.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// In greetings, in answers to HELP and to what is no command of SMTP.
constexpr Mark kMarks[] = {
    {"Postfix", "Postfix"},
    {"Exim ", "Exim"},
    {"This is sendmail version ", "Sendmail"},
    {"Sendmail ", "Sendmail"},
    {"OpenSMTPD", "OpenSMTPD"},
    {"Microsoft ESMTP MAIL Service, Version: ", "Microsoft SMTP Service"},
    {"Microsoft ESMTP MAIL Service", "Microsoft Exchange"},
    {"qmail", "qmail"},
    {"Haraka", "Haraka"},
    {"Cyrus LMTP", "Cyrus LMTP"},
    {"Dovecot", "Dovecot"},
    {"Error: I can break rules, too", "Postfix"},
    {"5.5.2 Error: command not recognized", "Postfix"},
    {"Invalid command: Pipelining not supported", "OpenSMTPD"},
    {"214-Commands supported:\r\n214 AUTH", "Exim"},
};

// "8.17.1.9/8.17.1.9/Debian-2+deb12u2;": the version of the configuration follows, with that of the package.
void read_configuration(std::string_view text, Service& service) {
  std::string_view versions = between(text, "Sendmail ", ";");
  take_until(versions, '/');
  take_until(versions, '/');
  if (!versions.empty()) service.info = versions;
}

// Answers to EHLO, and to HELP where the product or its version is not known.
std::optional<Service> read_answer(const Heard& heard) {
  const auto reply = parse_reply(heard.bytes);
  if (!reply) return std::nullopt;
  Service service = *heard.before;
  service.ask.clear();
  service.whole = reply->whole;
  if (service.version.empty()) name_product(reply->all, kMarks, service);
  if (!contains(heard.asked, "HLO ")) return service;
  if (reply->code == "250") service.sure = Sureness::kSays;
  if (contains_no_case(reply->all, "starttls")) set_detail(service, "starttls", "offered");
  set_detail(service, "auth", trimmed(between(reply->all, "250-AUTH ", "\n")));
  const bool tells = service.product.empty() || service.product == "Sendmail" || service.product == "Exim";
  if (tells && service.version.empty()) service.ask = "HELP\r\n";
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_answer(heard);
  const auto reply = parse_reply(heard.bytes);
  if (!reply || (reply->code != "220" && reply->code != "421" && reply->code != "554")) return std::nullopt;
  const bool lmtp = contains(reply->all, "LMTP");
  const bool says = lmtp || contains_no_case(reply->all, "smtp");
  std::string_view text = reply->text;
  const std::string_view host = next_word(text);
  // FTP greets with 220, too. That of SMTP begins with the name of the host.
  if (!says && (reply->code != "220" || !is_host(host) || contains_no_case(reply->all, "ftp")))
    return std::nullopt;
  Service service{.protocol = lmtp ? "lmtp" : "smtp", .sure = says ? Sureness::kSays : Sureness::kLooksLike};
  service.whole = reply->whole;
  name_product(heard.bytes, kMarks, service);
  name_os(reply->all, service);
  if (service.product == "Sendmail") read_configuration(reply->text, service);
  if (is_host(host)) service.host = host;
  if (reply->code == "220") service.ask = lmtp ? "LHLO sounder.invalid\r\n" : "EHLO sounder.invalid\r\n";
  return service;
}

}  // namespace

constinit const Protocol kSmtp{.name = "smtp", .ports = {25, 587, 2525, 465, 24}, .parse = parse};

}  // namespace sounder

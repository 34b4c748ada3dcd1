// SMTP: RFC 5321, 4.2 (replies) and 4.3.1 (the greeting).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

struct Mark {
  std::string_view text;
  std::string_view product;
};
constexpr Mark kMarks[] = {
    {"Postfix", "Postfix"},
    {"Exim ", "Exim"},
    {"Sendmail ", "Sendmail"},
    {"OpenSMTPD", "OpenSMTPD"},
    {"Exchange", "Microsoft Exchange"},
    {"qmail", "qmail"},
    {"Haraka ", "Haraka"},
};

// "220 mail.example ESMTP Exim 4.96 Mon, 01 Dec ...": the version is the word behind the name.
void name_software(std::string_view greeting, Service& service) {
  for (const Mark& mark : kMarks) {
    const std::size_t at = greeting.find(mark.text);
    if (at == std::string_view::npos) continue;
    service.product = mark.product;
    std::string_view rest = greeting.substr(at + mark.text.size());
    std::string_view version = next_word(rest);
    if (!version.empty() && is_number(version.substr(0, 1))) service.version = take_until(version, ';');
    return;
  }
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) {  // the answer to EHLO
    Service service = *heard.before;
    service.ask.clear();
    service.whole = contains(heard.bytes, "\n250 ") || heard.bytes.starts_with("250 ");
    if (contains_no_case(heard.bytes, "starttls")) service.details.emplace_back("starttls", "offered");
    return service;
  }
  const auto reply = after(heard.bytes, "220");
  if (!reply || !contains(heard.bytes, "\n") || !heard.asked.empty()) return std::nullopt;
  std::string_view greeting = first_line(reply->substr(std::min<std::size_t>(1, reply->size())));
  const bool says = contains_no_case(greeting, "smtp");
  // FTP greets with 220, too.
  if (!says && contains_no_case(heard.bytes, "ftp")) return std::nullopt;
  Service service{.protocol = "smtp", .sure = says ? Sureness::kSays : Sureness::kLooksLike};
  name_software(greeting, service);
  if (contains(greeting, "(Ubuntu)")) service.os = "Ubuntu";
  if (contains(greeting, "(Debian")) service.os = "Debian";
  service.host = next_word(greeting);
  service.ask = "EHLO sounder.invalid\r\n";
  return service;
}

}  // namespace

constinit const Protocol kSmtp{.name = "smtp", .ports = {25, 587, 2525, 465}, .parse = parse};

}  // namespace sounder

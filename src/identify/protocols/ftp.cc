// FTP: RFC 959, 4.2 (replies) and 5.4 (greeting); FEAT: RFC 2389; AUTH TLS: RFC 4217.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// In greetings, and in answers to FEAT, HELP and to what is no command of FTP.
constexpr Mark kMarks[] = {
    {"vsFTPd", "vsftpd"},
    {"ProFTPD", "ProFTPD"},
    {"Pure-FTPd", "Pure-FTPd"},
    {"FileZilla Server", "FileZilla Server"},
    {"Microsoft FTP Service", "Microsoft FTP Service"},
    {"pyftpdlib", "pyftpdlib"},
    {"MikroTik FTP server", "MikroTik RouterOS"},
    {"FTP server (GNU inetutils", "GNU inetutils ftpd"},
    {"530 Please login with USER and PASS.", "vsftpd"},
    {"214 Direct comments to ", "ProFTPD"},
    {"500 HTTP command: [", "Pure-FTPd"},
};

constexpr std::string_view kHelp = "HELP\r\n";

// FEAT tells features before a login. HELP names the product of some servers, whatever they greet with.
std::optional<Service> read_answer(const Heard& heard) {
  const auto reply = parse_reply(heard.bytes);
  if (!reply) return std::nullopt;
  Service service = *heard.before;
  service.ask.clear();
  service.whole = reply->whole;
  service.sure = Sureness::kSays;
  // Others refuse FEAT in the words of vsftpd.
  if (service.product.empty() && (reply->code != "530" || heard.asked == kHelp))
    name_product(reply->all, kMarks, service);
  if (heard.asked.starts_with("FEAT")) {
    if (contains(reply->all, "AUTH TLS")) set_detail(service, "starttls", "offered");
    if (service.product.empty()) service.ask = kHelp;
  }
  if (service.product == "ProFTPD")
    service.host = trimmed(between(reply->all, "Direct comments to root@", "\n"));
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_answer(heard);
  const auto reply = parse_reply(heard.bytes);
  if (!reply || (reply->code != "220" && reply->code != "421")) return std::nullopt;
  const bool says = contains_no_case(reply->all, "ftp");
  // SMTP greets with the same codes, and begins with the name of the host.
  if (contains_no_case(reply->all, "smtp")) return std::nullopt;
  std::string_view text = reply->text;
  if (!says && (reply->code == "421" || is_host(next_word(text)))) return std::nullopt;
  Service service{.protocol = "ftp", .sure = says ? Sureness::kSays : Sureness::kLooksLike};
  service.whole = reply->whole;
  name_product(heard.bytes, kMarks, service);
  name_os(reply->all, service);
  if (reply->code == "220") {
    set_detail(service, "greeting", reply->text);
    service.ask = "FEAT\r\n";
  }
  return service;
}

}  // namespace

constinit const Protocol kFtp{.name = "ftp", .ports = {21, 2121, 990}, .parse = parse};

}  // namespace sounder

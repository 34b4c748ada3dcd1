// SIP: RFC 3261, 11 (OPTIONS). With no forwards left it is answered by the first server that gets it.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer& peer) {
  const std::string uri = "sip:" + peer.host;
  return "OPTIONS " + uri +
         " SIP/2.0\r\n"
         "Via: SIP/2.0/TCP sounder.invalid;branch=z9hG4bKsounder;rport\r\n"
         "Max-Forwards: 0\r\n"
         "From: <sip:sounder@sounder.invalid>;tag=sounder\r\n"
         "To: <" +
         uri +
         ">\r\n"
         "Call-ID: identify@sounder.invalid\r\n"
         "CSeq: 1 OPTIONS\r\n"
         "Contact: <sip:sounder@sounder.invalid;transport=tcp>\r\n"
         "Accept: application/sdp\r\n"
         "Content-Length: 0\r\n\r\n";
}

// "kamailio (5.6.3 (x86_64/linux))", "Asterisk PBX 18.10.0", "FreeSWITCH-mod_sofia/1.10.9", "OpenSIPS (3.2.2
// (x))"
void name_software(std::string_view text, Service& service) {
  const std::size_t digit = text.find_first_of("0123456789");
  if (digit == std::string_view::npos || digit == 0 || !contains(" (/", text.substr(digit - 1, 1))) {
    service.product = text;
    return;
  }
  std::string_view rest = text.substr(digit);
  service.product = trimmed(text.substr(0, digit));
  while (service.product.ends_with('(') || service.product.ends_with(' ') || service.product.ends_with('/'))
    service.product.pop_back();
  service.version = next_word(rest);
  service.info = between(rest, "(", ")");
}

std::optional<Service> parse(const Heard& heard) {
  const auto status = after(heard.bytes, "SIP/2.0 ");
  if (!status) return std::nullopt;
  Service service{.protocol = "sip"};
  service.whole = contains(heard.bytes, "\r\n\r\n");
  std::string_view software = header_value(*status, "server");
  if (software.empty()) software = header_value(*status, "user-agent");
  name_software(software, service);
  if (service.product == "kamailio") service.product = "Kamailio";
  service.details.emplace_back("status", first_line(*status));
  if (const auto allow = header_value(*status, "allow"); !allow.empty())
    service.details.emplace_back("allow", allow);
  return service;
}

}  // namespace

constinit const Protocol kSip{.name = "sip", .ports = {5060, 5080}, .opening = opening, .parse = parse};

}  // namespace sounder

// XMPP: RFC 6120, 4 (streams).
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kStreams = "http://etherx.jabber.org/streams";

// Opens a stream, and says no more. A server for clients answers; one for servers names its own kind.
std::string opening(const Peer& peer) {
  return "<?xml version='1.0'?><stream:stream to='" + peer.host + "' xmlns='jabber:client' xmlns:stream='" +
         std::string(kStreams) + "' version='1.0'>";
}

// The value of an attribute, in quotes of either kind.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::size_t at = tag.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = tag.substr(at + name.size());
  return between(rest, rest.substr(0, 1), rest.substr(0, 1));
}

// Only ejabberd numbers its streams with long decimals; the other texts are of the server that is named.
void name_software(std::string_view bytes, std::string_view id, Service& service) {
  if (is_number(id) && id.size() > 12) service.product = "ejabberd";
  if (contains(bytes, "This server does not serve ") || contains(bytes, "prosody.im"))
    service.product = "Prosody";
  if (contains(bytes, "igniterealtime.org")) service.product = "Openfire";
}

std::optional<Service> parse(const Heard& heard) {
  const std::string_view bytes = heard.bytes;
  if (!bytes.starts_with("<?xml") && !bytes.starts_with("<stream:")) return std::nullopt;
  std::string_view rest = bytes.substr(std::min(bytes.find("<stream:stream"), bytes.size()));
  const std::string_view tag = take_until(rest, '>');
  if (!contains(tag, kStreams) || bytes == heard.asked) return std::nullopt;
  Service service{.protocol = "xmpp"};
  service.whole = heard.ended || contains(rest, "</stream:features>") || contains(rest, "</stream:error>");
  service.host = attribute(tag, " from=");
  name_software(bytes, attribute(tag, " id="), service);
  set_detail(service, "for", contains(tag, "jabber:server") ? "servers" : "clients");
  if (contains(rest, "urn:ietf:params:xml:ns:xmpp-tls"))
    set_detail(service, "starttls", contains(rest, "<required") ? "required" : "offered");
  const std::string_view error = between(rest, "<stream:error>", "</stream:error>");
  set_detail(service, "error", between(error, "<", " "));
  std::string mechanisms;
  while (contains(rest, "<mechanism>")) {
    mechanisms += mechanisms.empty() ? "" : " ";
    mechanisms += between(rest, "<mechanism>", "<");
    rest.remove_prefix(rest.find("<mechanism>") + 11);
  }
  set_detail(service, "auth", mechanisms);
  return service;
}

}  // namespace

constinit const Protocol kXmpp{
    .name = "xmpp", .ports = {5222, 5269, 5223, 5270}, .opening = opening, .parse = parse};

}  // namespace sounder

// Finger: RFC 1288. What servers say is free text; the phrases are of BSD's, Debian's and GNU's.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Nobody's name: an empty line would list who is logged in.
std::string opening(const Peer&) { return "sounder\r\n"; }

constexpr const char* kPhrases[] = {"no such user", "No one logged on", "Nobody logged in",
                                    "Illegal character in username", "In real life:"};

std::optional<Service> parse(const Heard& heard) {
  // BSD's takes the words of any line for names: "finger: GET: no such user."
  const bool says = heard.bytes.starts_with("finger: ") || heard.bytes.starts_with("Login: ");
  bool known = says;
  for (const char* phrase : kPhrases) known = known || contains(heard.bytes, phrase);
  if (!known || !is_text(heard.bytes) || !contains(heard.bytes, "\n")) return std::nullopt;
  Service service{.protocol = "finger", .sure = says ? Sureness::kSays : Sureness::kLooksLike};
  service.whole = heard.ended;
  name_os(heard.bytes, service);
  return service;
}

}  // namespace

constinit const Protocol kFinger{
    .name = "finger", .ports = {79}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder

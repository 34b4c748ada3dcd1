// Echo: RFC 862; `sounder serve` is one. Discard (RFC 863) never answers, so it has no parser.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer&) { return "sounder\r\n"; }

std::optional<Service> parse(const Heard& heard) {
  if (heard.bytes.empty() || !heard.asked.starts_with(heard.bytes)) return std::nullopt;
  Service service{.protocol = "echo", .sure = Sureness::kLooksLike};
  service.whole = heard.bytes == heard.asked;
  // AMQP, for one, begins its answer with what was asked. No protocol repeats a line of text.
  if (service.whole && heard.asked.ends_with("\r\n") && is_text(heard.asked)) service.sure = Sureness::kSays;
  return service;
}

}  // namespace

constinit const Protocol kEcho{
    .name = "echo", .ports = {7, 7007}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder

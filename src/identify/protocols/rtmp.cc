// RTMP: Adobe's Real Time Messaging Protocol, 5.2 (handshake).

#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr char kVersion = 3;
constexpr std::size_t kHandshake = 1536;  // bytes of C1, S1 and S2

// C0 and C1: time 0, and zeros for what is random and comes back in S2.
std::string opening(const Peer&) { return kVersion + std::string(kHandshake, '\0'); }

std::optional<Service> parse(const Heard& heard) {
  // More than an echo of the opening: S2 is behind S1.
  if (heard.asked != opening({}) || heard.bytes.size() <= heard.asked.size() || heard.bytes[0] != kVersion)
    return std::nullopt;
  Service service{.protocol = "rtmp"};
  service.whole = heard.bytes.size() > 2 * kHandshake;
  return service;
}

}  // namespace

constinit const Protocol kRtmp{
    .name = "rtmp", .ports = {1935}, .opening = opening, .talk = Talk::kOwnPorts, .parse = parse};

}  // namespace sounder

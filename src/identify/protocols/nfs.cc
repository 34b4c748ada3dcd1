// NFS: RFC 1813 (version 3), RFC 8881 (version 4.1); ONC RPC: RFC 5531. The call of a version that never was
// is answered with those that there are.
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/onc_rpc.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint32_t kXid = 0x736f7502;
constexpr std::uint32_t kProgram = 100003;
constexpr std::uint32_t kNoSuchProgram = 1;
constexpr std::uint32_t kNoSuchVersion = 2;

std::string opening(const Peer&) { return rpc_call(kXid, kProgram, 0, 0); }

std::optional<Service> parse(const Heard& heard) {
  const auto reply = parse_rpc_reply(heard.bytes, kXid);
  if (!reply || (reply->accepted && reply->status == kNoSuchProgram)) return std::nullopt;
  Service service{.protocol = "nfs"};
  service.whole = reply->whole;
  if (!reply->accepted) service.info = "access denied";
  if (!reply->accepted || reply->status != kNoSuchVersion) return service;
  Bytes versions(reply->results);
  const std::uint32_t low = versions.be32();
  const std::uint32_t high = versions.be32();
  if (!versions.ok()) return service;
  service.info = low == high ? fmt::format("version {}", low) : fmt::format("versions {} to {}", low, high);
  return service;
}

}  // namespace

constinit const Protocol kNfs{.name = "nfs", .ports = {2049}, .opening = opening, .parse = parse};

}  // namespace sounder

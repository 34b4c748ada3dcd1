// rpcbind and portmap: RFC 1833, version 2 of the protocol; ONC RPC: RFC 5531. Its procedure DUMP tells which
// programs listen where.
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/onc_rpc.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::uint32_t kXid = 0x736f7501;
constexpr std::uint32_t kPortmap = 100000;
constexpr std::uint32_t kDump = 4;
constexpr std::size_t kMostPrograms = 100;

struct Program {
  std::uint32_t number;
  std::string_view name;
};
// The registry of RPC program numbers at IANA.
constexpr Program kPrograms[] = {
    {100000, "rpcbind"},  {100003, "nfs"},     {100004, "ypserv"},   {100005, "mountd"}, {100007, "ypbind"},
    {100009, "yppasswd"}, {100011, "rquotad"}, {100021, "nlockmgr"}, {100024, "status"}, {100227, "nfs_acl"},
};

std::string name_of(std::uint32_t number) {
  for (const Program& program : kPrograms)
    if (program.number == number) return std::string(program.name);
  return std::to_string(number);
}

std::string opening(const Peer&) { return rpc_call(kXid, kPortmap, 2, kDump); }

std::optional<Service> parse(const Heard& heard) {
  const auto reply = parse_rpc_reply(heard.bytes, kXid);
  if (!reply) return std::nullopt;
  Service service{.protocol = "rpcbind"};
  service.whole = reply->whole;
  if (!reply->accepted) service.info = "access denied";
  if (!reply->accepted || reply->status != 0) return service;
  // A list: 1 before each entry, 0 at its end.
  Bytes list(reply->results);
  while (list.be32() == 1 && service.details.size() < kMostPrograms) {
    const std::uint32_t program = list.be32();
    const std::uint32_t version = list.be32();
    const std::uint32_t transport = list.be32();
    const std::uint32_t port = list.be32();
    if (!list.ok()) break;
    service.details.emplace_back("program", fmt::format("{} {} {}/{}", name_of(program), version,
                                                        transport == 6 ? "tcp" : "udp", port));
  }
  return service;
}

}  // namespace

constinit const Protocol kRpcbind{.name = "rpcbind", .ports = {111}, .opening = opening, .parse = parse};

}  // namespace sounder

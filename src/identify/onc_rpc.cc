#include "identify/onc_rpc.h"

#include "identify/bytes.h"

namespace sounder {

namespace {

constexpr std::uint32_t kLastFragment = 0x80000000;
constexpr std::uint32_t kReply = 1;

}  // namespace

std::string rpc_call(std::uint32_t xid, std::uint32_t program, std::uint32_t version,
                     std::uint32_t procedure) {
  std::string call;
  for (const std::uint32_t value : {xid, 0U, 2U, program, version, procedure, 0U, 0U, 0U, 0U})
    call += be32_bytes(value);
  return be32_bytes(kLastFragment | static_cast<std::uint32_t>(call.size())) + call;
}

std::optional<RpcReply> parse_rpc_reply(std::string_view bytes, std::uint32_t xid) {
  Bytes record(bytes);
  const std::uint32_t marker = record.be32();
  if (record.be32() != xid || record.be32() != kReply) return std::nullopt;
  const std::uint32_t length = marker & ~kLastFragment;
  RpcReply reply;
  reply.whole = marker >= kLastFragment && bytes.size() - 4 >= length;
  const std::uint32_t denied = record.be32();
  if (!record.ok() || denied > 1) return std::nullopt;
  reply.accepted = denied == 0;
  if (!reply.accepted) return reply;
  record.skip(4);  // the verifier
  record.skip(record.be32());
  reply.status = record.be32();
  if (!record.ok()) return std::nullopt;
  reply.results = record.rest();
  return reply;
}

}  // namespace sounder

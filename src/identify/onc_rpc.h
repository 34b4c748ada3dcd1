// ONC RPC over TCP (RFC 5531; record marking: section 11), for the parsers of its programs. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sounder {

// A call without arguments, credentials and verifier. Its answer has the same `xid`, and nothing else that
// tells of which program it is: each parser has its own.
std::string rpc_call(std::uint32_t xid, std::uint32_t program, std::uint32_t version,
                     std::uint32_t procedure);

struct RpcReply {
  bool accepted = false;     // false: denied, for its version of RPC or its credentials
  std::uint32_t status = 0;  // of an accepted call: 0 is success, 1 no such program, 2 no such version
  std::string_view results;  // of a success; of "no such version": the lowest and the highest
  bool whole = false;
};

// nullopt: not a reply to the call `xid`, or not yet.
std::optional<RpcReply> parse_rpc_reply(std::string_view bytes, std::uint32_t xid);

}  // namespace sounder

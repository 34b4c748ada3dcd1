// Time: RFC 868. Four bytes, the seconds since 1900, and the connection ends.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::optional<Service> parse(const Heard& heard) {
  constexpr std::uint32_t kYear2000 = 3155673600;
  Bytes bytes(heard.bytes);
  if (bytes.be32() < kYear2000 || !bytes.at_end() || !heard.ended) return std::nullopt;
  return Service{.protocol = "time", .sure = Sureness::kLooksLike};
}

}  // namespace

constinit const Protocol kTime{.name = "time", .ports = {37}, .parse = parse};

}  // namespace sounder

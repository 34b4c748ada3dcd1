// ClickHouse, the port of its native protocol. Its greeting answers to a login only; to HTTP it says what it
// is. clickhouse.com/docs, "Native protocol"; the text is the server's own.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer& peer) { return http_get(peer, "/"); }

// "Port 9000 is for clickhouse-client program"
std::optional<Service> parse(const Heard& heard) {
  const auto answer = parse_http(heard.bytes, heard.ended);
  if (!answer || !contains(answer->body, " is for clickhouse-client program")) return std::nullopt;
  return Service{.protocol = "clickhouse", .sure = Sureness::kApplication, .product = "ClickHouse"};
}

}  // namespace

constinit const Protocol kClickhouse{
    .name = "clickhouse", .ports = {9000, 9440}, .opening = opening, .parse = parse};

}  // namespace sounder

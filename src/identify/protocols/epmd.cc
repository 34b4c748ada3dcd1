// Erlang's port mapper: erlang.org/doc/apps/erts/erl_dist_protocol, "EPMD Protocol".
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// NAMES_REQ: the nodes of this machine, for anybody.
std::string opening(const Peer&) { return {'\0', '\x01', 'n'}; }

// Its own port, and a line for each node: "name rabbit at port 25672\n".
std::optional<Service> parse(const Heard& heard) {
  constexpr std::uint32_t kPort = 4369;
  Bytes bytes(heard.bytes);
  const std::uint32_t port = bytes.be32();
  std::string_view rest = bytes.rest();
  if (!bytes.ok() || port > 0xffff || (port != kPort && !rest.starts_with("name "))) return std::nullopt;
  Service service{.protocol = "epmd", .product = "Erlang epmd"};
  service.whole = heard.ended;
  std::string nodes;
  while (!rest.empty()) {
    const auto line = after(take_until(rest, '\n'), "name ");
    if (!line) return std::nullopt;
    const std::string_view name = line->substr(0, line->find(" at port "));
    nodes += nodes.empty() ? "" : ", ";
    nodes += name;
    if (name.size() < line->size()) nodes += " " + std::string(line->substr(name.size() + 9));
  }
  set_detail(service, "nodes", nodes);
  return service;
}

}  // namespace

constinit const Protocol kEpmd{.name = "epmd", .ports = {4369}, .opening = opening, .parse = parse};

}  // namespace sounder

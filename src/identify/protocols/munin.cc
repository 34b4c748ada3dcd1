// Munin's nodes: guide.munin-monitoring.org, "Data exchange between master and node".
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) {  // "munins node on HOST version: 2.0.73"
    Service service = *heard.before;
    service.ask.clear();
    service.version = trimmed(first_line(between(heard.bytes, " version: ", "\n")));
    return service;
  }
  const auto host = after(heard.bytes, "# munin node at ");
  if (!host || !contains(*host, "\n")) return std::nullopt;
  Service service{.protocol = "munin", .product = "Munin node"};
  service.host = first_line(*host);
  service.ask = "version\n";
  return service;
}

}  // namespace

constinit const Protocol kMunin{.name = "munin", .ports = {4949}, .parse = parse};

}  // namespace sounder

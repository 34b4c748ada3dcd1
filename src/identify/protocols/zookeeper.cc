// ZooKeeper: its administrator's guide, "The Four Letter Words".
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// The one word that servers answer unless they are told otherwise. Reads only.
std::string opening(const Peer&) { return "srvr"; }

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "zookeeper", .product = "Apache ZooKeeper"};
  if (const auto rest = after(heard.bytes, "Zookeeper version: ")) {
    // "3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on 2022-02-25 08:49 UTC"
    std::string_view build = first_line(*rest);
    const std::string_view version = take_until(build, ',');
    service.version = version.substr(0, version.find('-'));
    if (const auto mode = first_line(between(heard.bytes, "\nMode: ", "\n")); !mode.empty())
      service.details.emplace_back("mode", mode);
    service.whole = heard.ended || contains(heard.bytes, "\nNode count:");
    return service;
  }
  if (heard.bytes.starts_with("srvr is not executed because it is not in the whitelist")) return service;
  if (heard.bytes.starts_with("This ZooKeeper instance is not currently serving requests")) {
    service.info = "not serving";
    return service;
  }
  return std::nullopt;
}

}  // namespace

constinit const Protocol kZookeeper{.name = "zookeeper", .ports = {2181}, .opening = opening, .parse = parse};

}  // namespace sounder

// BitTorrent between peers: BEP 3 (handshake), BEP 20 (how clients name themselves). A peer answers only to
// who knows what it shares, so its answer is known, and nothing is said first.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

struct Client {
  std::string_view code;
  std::string_view name;
};
constexpr Client kClients[] = {
    {"AZ", "Vuze"},        {"DE", "Deluge"},       {"lt", "libTorrent"}, {"LT", "libtorrent"},
    {"qB", "qBittorrent"}, {"TR", "Transmission"}, {"UT", "uTorrent"},   {"A2", "aria2"},
};

std::optional<Service> parse(const Heard& heard) {
  const auto rest = after(heard.bytes,
                          "\x13"
                          "BitTorrent protocol");
  if (!rest) return std::nullopt;
  Service service{.protocol = "bittorrent"};
  Bytes bytes(*rest);
  bytes.skip(8 + 20);  // extensions, what is shared
  const std::string_view peer = bytes.take(20);
  service.whole = bytes.ok();
  // "-TR3000-": Transmission 3.0.0.0
  if (!bytes.ok() || peer[0] != '-' || peer[7] != '-') return service;
  for (const Client& client : kClients)
    if (peer.substr(1, 2) == client.code) service.product = client.name;
  service.info = peer.substr(1, 6);
  return service;
}

}  // namespace

constinit const Protocol kBittorrent{.name = "bittorrent", .ports = {6881, 51413}, .parse = parse};

}  // namespace sounder

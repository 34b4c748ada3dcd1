#include "identify/attempts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "identify/protocols/table.h"

namespace sounder {
namespace {

// Where TLS begins with the first byte, by IANA's registry: https and its alternates, smtps, ldaps, domain-s,
// ftps, telnets, imaps, ircs, pop3s, sips, amqps, secure-mqtt, docker-s, kubernetes.
constexpr std::array<std::uint16_t, 20> kTlsPorts{443, 8443, 4443, 9443, 465,  636,  853,  989,  990,  992,
                                                  993, 994,  995,  3269, 5061, 5671, 6697, 8883, 2376, 6443};

bool is_tls(std::uint16_t port) { return std::ranges::find(kTlsPorts, port) != kTlsPorts.end(); }

bool is_own(const Protocol& protocol, std::uint16_t port) {
  return std::ranges::find(protocol.ports, port) != protocol.ports.end();
}

// The protocols whose port it is; those who name it earlier in their list first.
std::vector<const Protocol*> own_protocols(std::uint16_t port) {
  std::vector<const Protocol*> own;
  for (const Protocol* protocol : protocols())
    if (is_own(*protocol, port) && protocol != &kTls)
      own.push_back(protocol);  // TLS itself is a way, not what is there
  std::ranges::sort(own, {}, [port](const Protocol* protocol) {
    const auto place = std::ranges::find(protocol->ports, port) - protocol->ports.begin();
    return std::pair(place, protocol->name);
  });
  return own;
}

}  // namespace

bool is_delicate(std::uint16_t port) {
  // LPD; JetDirect and its neighbours; a port of some printers and of nuclear instruments (abyss).
  if (port == 515 || (port >= 9100 && port <= 9107) || port == 9999) return true;
  return std::ranges::any_of(protocols(), [port](const Protocol* protocol) {
    return protocol->talk == Talk::kOnlyIfAsked && is_own(*protocol, port);
  });
}

bool speaks_first(std::uint16_t port) {
  const auto own = own_protocols(port);
  return !own.empty() && own.front()->opening == nullptr && !is_tls(port);
}

std::vector<Attempt> attempts_for(std::uint16_t port, bool all) {
  std::vector<Attempt> attempts;
  if (is_delicate(port) && !all) return attempts;
  const auto add = [&](const Attempt& attempt) {
    if (std::ranges::find(attempts, attempt) == attempts.end()) attempts.push_back(attempt);
  };
  const auto own = own_protocols(port);
  for (const Protocol* protocol : own)
    if (is_tls(port)) add({protocol->opening != nullptr ? protocol : nullptr, true});
  if (is_tls(port)) add({&kHttp, true});
  for (const Protocol* protocol : own)
    if (protocol->opening != nullptr) add({protocol, false});
  // Most of the rest answers to a line of text, if only by an error, or to the first message of TLS.
  add({&kHttp, false});
  add({&kHttp, true});
  for (const Protocol* protocol : protocols()) {
    const bool may = protocol->talk == Talk::kAnywhere || all;
    if (protocol->opening != nullptr && may) add({protocol, false});
  }
  return attempts;
}

}  // namespace sounder

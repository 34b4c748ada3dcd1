// Which datagrams an echo server may answer. A source can be forged, so an answer must harm nobody: it starts
// no endless exchange between two services (CA-1996-01), wakes no network at once, and does not amplify
// traffic to a victim. Pure: takes the time.
#pragma once

#include <optional>

#include "echo/serve/source_rates.h"
#include "echo/serve/udp.h"
#include "net/datagrams.h"

namespace sounder {

// What is wrong with the datagram itself, whatever came before. `ours` is the port it came to.
std::optional<UdpRefusal> datagram_refusal(const Datagram& datagram, Port ours);

class UdpGuard {
 public:
  // `key`: secret, see SourceRates.
  UdpGuard(const UdpOptions& options, const SipKey& key);
  // nullopt: answer it, and it has been counted. A long datagram counts as the frames it comes in.
  std::optional<UdpRefusal> refusal(const Datagram& datagram, Port ours, Instant now);

 private:
  std::optional<SourceRates> rates_;
};

}  // namespace sounder

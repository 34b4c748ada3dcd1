// Which datagrams an echo server may answer. A source can be forged, so an answer must harm nobody: it must
// not start an endless exchange between two services (CA-1996-01), be one of many answers to a broadcast, or
// amplify traffic to a victim. Pure: takes the time.
#pragma once

#include <optional>

#include "echo/serve/source_rates.h"
#include "echo/serve/udp.h"
#include "net/datagrams.h"

namespace sounder {

// Why a datagram may not be answered, apart from the rate of its source. `ours` is the port it came to.
std::optional<UdpRefusal> datagram_refusal(const Datagram& datagram, Port ours);

class UdpGuard {
 public:
  // `key`: secret, see SourceRates.
  UdpGuard(const UdpOptions& options, const SipKey& key);
  // nullopt: answer it, and it has been counted. A long datagram counts once for each frame.
  std::optional<UdpRefusal> refusal(const Datagram& datagram, Port ours, Instant now);

 private:
  std::optional<SourceRates> rates_;
};

}  // namespace sounder

// Sends SYNs itself and listens to the network for what comes back: no socket a try, so none to run out of,
// and nothing to wait for. The kernel answers a SYN-ACK that it did not ask for with RST, which closes the
// half-open connection; nothing on the host is changed for it. Decides nothing.
//
// An answer is believed if it acknowledges (or quotes) the sequence number that only this engine could have
// given to its endpoints; which try it was is part of that number. Answers to one engine never reach another:
// each has source ports of its own. Needs CAP_NET_RAW to open, nothing afterwards. One owner, one thread.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "net/packet.h"
#include "net/packet_ring.h"
#include "net/packet_sender.h"
#include "net/routes.h"
#include "net/source_ports.h"
#include "net/syn_paths.h"
#include "scan/engine/engine.h"
#include "scan/engine/sent_tries.h"
#include "scan/engine/syn_cookies.h"
#include "scan/request.h"

namespace sounder {

class SynEngine final : public ProbeEngine {
 public:
  // The request must outlive the engine. Errors: EPERM without CAP_NET_RAW; EMFILE, ENOMEM.
  static std::expected<std::unique_ptr<SynEngine>, Errno> open(const ScanRequest& request,
                                                               const RouteWishes& wishes = {});

  Instant now() const override { return clock_now(); }
  Traits traits() const override { return {.kernel_retransmits = false, .late_answers = true}; }
  std::size_t capacity() const override { return kProbesHeld; }
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId) override {}  // whatever comes is heard
  void wait(Instant deadline, std::vector<Answer>& answers) override;
  std::uint64_t answers_lost() const override { return answers_lost_; }

 private:
  SynEngine(const ScanRequest& request, SynPaths paths, PacketSender sender, SourcePorts ports,
            std::vector<PacketRing> rings, const SipKey& key);
  void send(std::span<const Probe> batch, std::vector<Unsent>& unsent);
  void write(const Probe& probe, const SynPaths::Path& path, bool frame, std::uint32_t tag);
  void hold(const Probe& probe, std::vector<Unsent>& unsent);
  void not_taken(const Probe& probe, Errno error, std::vector<Unsent>& unsent);
  void settle(const Probe& probe, Reason reason);
  void send_held();
  bool read_rings(std::vector<Answer>& answers);
  std::optional<Answer> believed(const CapturedPacket& packet, Duration epoch) const;
  void sleep_until(Instant deadline) const;

  const ScanRequest& request_;
  SynPaths paths_;
  PacketSender sender_;
  SourcePorts ports_;
  std::vector<PacketRing> rings_;  // one a family
  SynCookies cookies_;
  SentTries sent_;
  // Until their neighbour is known: the one that the kernel has been given, and those that wait.
  struct Held {
    std::optional<Probe> with_kernel{};
    std::vector<Probe> waiting{};
  };
  std::unordered_map<Address, Held> held_;
  std::size_t held_count_ = 0;
  std::vector<Answer> local_;  // what needed no network
  std::vector<PacketSender::Failure> failures_;
  std::vector<Address> settled_;
  std::uint64_t answers_lost_ = 0;
  Instant next_statistics_{};
};

}  // namespace sounder

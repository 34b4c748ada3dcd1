// Sends SYN packets through a packet port and reads the answers from it, so a try needs no socket. The kernel
// answers a SYN-ACK that it did not ask for with RST, which closes the half-open connection; nothing on the
// host is configured for it. Decides nothing.
//
// An answer is accepted if it acknowledges (or quotes) the sequence number that only this engine could have
// given to its endpoints; the number of the try is part of it. Each engine has its own source ports, so
// answers to one engine never reach another. One owner, one thread.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "net/packet_port.h"
#include "net/routes.h"
#include "net/source_ports.h"
#include "net/syn_paths.h"
#include "scan/engine/engine.h"
#include "scan/engine/sent_tries.h"
#include "scan/engine/syn_cookies.h"
#include "scan/request.h"

namespace sounder {

// Probes that wait for a neighbour. More count as a local shortage.
inline constexpr std::size_t kProbesHeld = 256;

class SynEngine final : public ProbeEngine {
 public:
  // With a RingPort and the routes of this machine. Errors: EPERM without CAP_NET_RAW; EMFILE, ENOMEM.
  static std::expected<std::unique_ptr<SynEngine>, Errno> open(const ScanRequest& request,
                                                               const RouteWishes& wishes = {});
  // `port` receives the answers to `ports`; `key` makes the sequence numbers.
  SynEngine(ScanRequest request, SynPaths paths, SourcePorts ports, std::unique_ptr<PacketPort> port,
            const SipKey& key);

  Instant now() const override { return clock_now(); }
  Traits traits() const override { return {.kernel_retransmits = false, .late_answers = true}; }
  std::size_t capacity() const override { return kProbesHeld; }
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId) override {}  // late answers are accepted without a socket
  void wait(Instant deadline, std::vector<Answer>& answers) override;
  std::uint64_t answers_lost() const override { return answers_lost_; }
  void take_refused(std::vector<Probe>& probes) override;
  void take_news(std::vector<PathNews>& news) override { paths_.take_news(news); }

 private:
  void renew_paths();
  void send_all(std::span<const Probe> probes, std::vector<Unsent>& unsent);
  void send(std::span<const Probe> batch, std::vector<Unsent>& unsent);
  void write(const Probe& probe, const SynPaths::Path& path, bool frame, std::uint32_t tag);
  void hold(const Probe& probe, std::vector<Unsent>& unsent);
  void not_taken(const Probe& probe, Errno error, std::vector<Unsent>& unsent);
  void answer_at_once(const Probe& probe, Reason reason);
  void send_held();
  void send_later(std::span<const Probe> probes);
  bool read_answers(std::vector<Answer>& answers);
  std::optional<Answer> accepted(const CapturedPacket& packet, Duration epoch) const;

  const ScanRequest request_;
  SynPaths paths_;
  SourcePorts ports_;
  std::unique_ptr<PacketPort> port_;
  SynCookies cookies_;
  SentTries sent_;
  // Probes whose neighbour is not resolved yet: the one that the kernel was given, and those that wait.
  struct Held {
    std::optional<Probe> with_kernel{};
    std::vector<Probe> waiting{};
  };
  std::unordered_map<Address, Held> held_;
  std::size_t held_count_ = 0;
  bool held_anew_ = false;      // their paths are to be looked up again
  std::vector<Unsent> later_;   // for the next submit()
  std::vector<Probe> refused_;  // for the kernel to send
  std::vector<Answer> local_;   // known without the network
  std::vector<PacketPort::Failure> failures_;
  std::vector<Address> settled_;
  std::uint64_t answers_lost_ = 0;
  Instant next_statistics_{};
};

}  // namespace sounder

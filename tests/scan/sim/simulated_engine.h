// A ProbeEngine on a SimulatedNetwork with its own virtual clock: of either kind, with this machine's limits.
#pragma once

#include <cstdint>
#include <queue>
#include <unordered_map>
#include <vector>

#include "scan/engine/engine.h"
#include "tests/scan/sim/simulated_network.h"

namespace sounder::sim {

// The route to some hosts is gone for a while. What is sent before that is noticed goes nowhere, and no
// answer comes.
struct RouteLoss {
  Duration from{};
  Duration until{};
  std::function<bool(const Address&)> to = [](const Address&) { return true; };
};

struct EngineSpec {
  Traits traits{};
  std::size_t capacity = 1U << 20U;  // sockets; a SYN engine has none to run out of
  std::size_t local_ports = 0;       // 0: no limit; beyond it EADDRNOTAVAIL, though capacity() said otherwise
  double unsent = 0;                 // tries that fail with ENOBUFS, at random
  std::function<bool(const Endpoint&)> forbidden;  // EPERM of a local firewall
  std::vector<RouteLoss> route_losses;
  Duration cost_per_probe = std::chrono::microseconds(1);
  Duration
      wake_granularity{};  // a wait for a deadline ends on a multiple of it: epoll_wait sleeps milliseconds

  static EngineSpec syn();
  static EngineSpec connect();
};

class SimulatedEngine final : public ProbeEngine {
 public:
  SimulatedEngine(SimulatedNetwork& network, EngineSpec spec, std::uint64_t seed)
      : network_(network), spec_(std::move(spec)), random_(seed) {}

  Instant now() const override { return now_; }
  Traits traits() const override { return spec_.traits; }
  std::size_t capacity() const override;
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId id) override;
  void wait(Instant deadline, std::vector<Answer>& answers) override;

  std::size_t most_sockets() const { return most_sockets_; }

 private:
  struct Event {
    Instant at;
    std::uint64_t order;
    TryId id;
    Endpoint to;
    Instant sent;
    std::optional<Reason> reason;  // nullopt: the kernel sends its SYN again
    int resent = 0;
    bool operator<(const Event& other) const { return std::tie(other.at, other.order) < std::tie(at, order); }
  };
  struct TryHash {
    std::size_t operator()(const TryId& id) const { return id.pair * 257 + id.number.byte(); }
  };

  bool holds_sockets() const { return spec_.traits.kernel_retransmits; }
  bool lost_route(const Address& to, Instant at, Duration noticed_after = {}) const;
  void send(const Probe& probe, Instant first_sent, int resent);
  bool make_room();

  SimulatedNetwork& network_;
  EngineSpec spec_;
  Random random_;
  Instant now_{};
  std::uint64_t order_ = 0;
  std::priority_queue<Event> events_;
  std::unordered_map<TryId, bool, TryHash> sockets_;  // open ones; whether released
  std::queue<TryId> released_;
  std::size_t released_count_ = 0;
  std::size_t most_sockets_ = 0;
};

}  // namespace sounder::sim

// The fast scanner: as many probes as every path bears, as many tries as its loss asks for. Pure.
//
// Each host has its own walk over its ports, in its own permuted order: a pass over all, then passes over
// what stayed silent, the last one late. A host has its own model of the path, so a slow one holds no fast
// one back. An answer settles its pair at once whichever try it belongs to; silence becomes a verdict when
// the group of hosts closes. Memory: limits.h, "Hosts are worked on in groups".
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "scan/engine.h"
#include "scan/host_group.h"
#include "scan/permutation.h"
#include "scan/plan.h"
#include "scan/request.h"
#include "scan/timer_wheel.h"

namespace sounder {

// Which part of a scan a plan does: pairs number index, index + count, ... of every host's permuted order.
// The shares of all indices are the whole scan.
struct Share {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

// How far away an address is. Loopback and the own link have no cap; beyond it kRoutedRatePerS holds for the
// sum.
enum class Reach : std::uint8_t { kLoopback, kOnLink, kRouted };
using ReachOf = std::function<Reach(const Address&)>;
Reach reach_by_address(const Address& address);  // knows loopback; everything else is routed

class ParallelPlan final : public ScanPlan {
 public:
  // The request must outlive the plan; it is shared, never written. `start` is the engine's clock.
  ParallelPlan(const ScanRequest& request, Share share, Traits traits, Instant start,
               ReachOf reach = reach_by_address);

  std::size_t poll_probes(Instant now, std::span<Probe> out) override;
  void on_answer(Instant now, const Answer& answer) override;
  void on_unsent(Instant now, std::span<const Unsent> unsent) override;
  std::optional<Instant> next_wakeup() const override;
  bool done() const override { return next_group_ == groups_total_ && open_groups_ == 0; }
  void interrupt(Instant now) override;
  Progress progress() const override;
  Counts counts() const override { return counts_; }
  void take_verdicts(std::vector<Verdict>& out) override;
  void take_hosts(std::vector<HostDone>& out) override;
  void take_released(std::vector<TryId>& out) override;

 private:
  static constexpr std::size_t kGroupSlots = 64;

  struct HostRef {
    std::uint32_t generation;
    std::uint16_t host;
    std::uint8_t slot;
  };
  enum class TimerKind : std::uint8_t { kTry, kCanary, kWake };
  struct Timer {
    std::uint32_t generation;
    std::uint16_t host;
    std::uint16_t pair;
    std::uint8_t slot;
    std::uint8_t number;
    TimerKind kind;
  };
  struct Owed {
    HostRef ref;
    std::uint16_t pair;
    std::uint8_t number;
    Instant not_before;
  };
  struct Place {  // where a pair of the request is kept
    HostRef ref;
    std::uint32_t pair;
  };
  struct Queue {  // hosts that may send, and what they have in common: this machine and its first link
    Queue(Instant start, const PathRates& limits) : rates(limits), model(start, limits, true) {}
    std::deque<HostRef> hosts;
    Pacer pacer;
    PathRates rates;
    PathModel model;
    RttEstimator rtt;
  };

  // Where things are.
  HostGroup* group(const HostRef& ref) const;
  std::uint32_t first_position(std::uint64_t host) const;
  std::uint32_t pairs_of(std::uint64_t host) const;
  PairIndex pair_index(const Host& host, std::uint32_t pair) const;
  std::optional<Place> find(PairIndex pair) const;

  // Groups.
  void open_groups(Instant now);
  void open_group(Instant now, std::size_t slot);
  void close_groups();
  void close(std::size_t slot);
  void tell_host(Host& host);

  // Hosts.
  void make_ready(Host& host, const HostRef& ref);
  bool serve(Host& host, const HostRef& ref, Queue& queue, Instant now, std::span<Probe> out,
             std::size_t& sent);
  void end_walk(Host& host, const HostRef& ref, Instant now);
  void end_pass(Host& host, const HostRef& ref, Instant now);
  void finish(Host& host, const HostRef& ref);
  int tries_wanted(const Host& host) const;

  // Canaries and answers.
  bool send_canary(Host& host, const HostRef& ref, Instant now, Probe& out);
  bool serve_stalled(Host& host, const HostRef& ref, Queue& queue, Instant now, std::span<Probe> out,
                     std::size_t& sent);
  void on_canary_answer(Instant now, Host& host, const Place& place, const Answer& answer);
  std::optional<Duration> sample(Instant now, Host& host, const Answer& answer);
  Queue& queue_of(const Host& host) { return host.near ? near_ : routed_; }
  double queue_rate(Queue& queue, Instant now);
  struct Evidence {  // what a try tells the model of the queue
    PathModel::Kind kind;
    double weight;
  };
  static Evidence queue_evidence(const Host& host, bool first);

  // Tries.
  void on_timer(Instant now, const Timer& timer);
  void send(Host& host, const HostRef& ref, std::uint32_t pair, std::uint8_t number, Instant now, Probe& out);
  void serve_owed(std::deque<Owed>& owed, Instant now, std::span<Probe> out, std::size_t& sent);
  void settle(Host& host, const Place& place, PairIndex index, Reason reason, std::optional<Duration> rtt);
  void give_verdict(Host& host, PairIndex index, Reason reason, std::optional<Duration> rtt);

  const ScanRequest& request_;
  const Share share_;
  const Traits traits_;
  const ReachOf reach_;
  const std::uint32_t ports_;
  const Permutation host_order_;
  const Permutation port_order_;
  std::uint64_t pairs_ = 0;
  std::uint64_t hosts_each_ = 1;  // of a group
  std::uint64_t open_hosts_max_ = 0;
  std::uint64_t groups_total_ = 0;

  std::array<std::unique_ptr<HostGroup>, kGroupSlots> groups_;
  std::vector<std::uint8_t> closing_;  // slots whose hosts are all finished
  std::uint64_t next_group_ = 0;
  std::size_t open_groups_ = 0;
  std::uint64_t open_pairs_ = 0;
  std::uint64_t open_hosts_ = 0;

  TimerWheel<Timer> timers_;
  Queue near_;
  Queue routed_;
  Pacer all_pacer_;
  // A local shortage.
  std::deque<Owed> owed_;
  std::deque<Owed> owed_later_;  // what a local firewall forbade: a second chance each
  Duration shortage_wait_;
  std::optional<Instant> short_since_;  // nothing at all was sent since
  Instant hold_until_{};                // nothing is sent before
  std::size_t at_once_;                 // probes of one poll
  std::size_t last_sent_ = 0;           // probes of the last poll
  bool last_unsent_ = false;            // some of them were not sent

  Instant last_poll_{};
  bool had_room_ = true;

  LossMeter loss_;
  Counts counts_{};
  std::uint64_t settled_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<Verdict> verdicts_;
  std::vector<HostDone> hosts_done_;
  std::vector<TryId> released_;
};

}  // namespace sounder

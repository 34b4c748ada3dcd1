// The fast scanner: as many probes as every path bears, as many tries as its loss asks for. Pure.
//
// This class joins the parts and decides whose turn it is:
//
//   HostGroups     the hosts that are worked on at once, with a bit for each of their pairs
//   HostWalk       how far each host's passes over its pairs are (the state machine of a host)
//   HostQueue      the hosts that may send over one first link, and how fast that link may go
//   HostPath       of a host with pairs enough: the model of its path, and its canaries
//   PathEvidence   tells these models what became of each try
//   Company        what the plans of other slices are told, and tell
//   PassPolicy     how often silent pairs are tried, and what their silence is worth
//   TimerWheel     when a try is given up, a pause ends, or a host has credit again
//   Shortage       what is to be sent again because this machine could not send it
//   Verdicts       one for each pair: an answer's at once, that of silence when its group closes
//
// A host has its own model of its path, so a slow host holds no fast one back. An answer resolves its pair at
// once, whichever try it belongs to.
#pragma once

#include <cstdint>

#include "scan/plan/company.h"
#include "scan/plan/findings.h"
#include "scan/plan/host_groups.h"
#include "scan/plan/host_queue.h"
#include "scan/plan/part.h"
#include "scan/plan/pass_policy.h"
#include "scan/plan/path_evidence.h"
#include "scan/plan/plan.h"
#include "scan/plan/resumption.h"
#include "scan/plan/shortage.h"
#include "scan/plan/timer_wheel.h"
#include "scan/plan/verdicts.h"
#include "scan/reach.h"
#include "scan/request.h"
#include "scan/traits.h"

namespace sounder {

class ParallelPlan final : public ScanPlan {
 public:
  // `start` is a time of the engine's clock. `before`: what an earlier run did, which this one need not do
  // again; it must outlive the plan.
  ParallelPlan(const ScanRequest& request, const PlanPart& part, Traits traits, Instant start,
               ReachOf reach = reach_by_address, const SavedScan* before = nullptr);

  std::size_t poll_probes(Instant now, std::span<Probe> out) override;
  void on_answer(Instant now, const Answer& answer) override;
  void on_unsent(Instant now, std::span<const Unsent> unsent) override;
  std::optional<Instant> next_wakeup() const override;
  bool done() const override { return groups_.done(); }
  void interrupt(Instant now) override;
  void set_rate_cap(double per_s) override { cap_per_s_ = per_s; }
  Progress progress() const override;
  Counts counts() const override { return findings_.counts(); }
  std::uint64_t hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const override;
  void take_verdicts(std::vector<Verdict>& out) override { findings_.take_verdicts(out); }
  void take_hosts(std::vector<HostDone>& out) override { findings_.take_hosts(out); }
  void take_released(std::vector<TryId>& out) override { findings_.take_released(out); }
  ShareMarks marks() const override;

 private:
  enum class TimerKind : std::uint8_t { kTry, kCanary, kWake };
  struct Timer {
    std::uint32_t generation;
    std::uint16_t host;
    std::uint16_t pair;
    std::uint8_t slot;
    TryNumber number;
    TimerKind kind;
    HostRef ref() const { return {generation, host, slot}; }
  };

  // Groups.
  void open_groups(Instant now);
  void begin(Instant now, HostGroup& group, std::uint32_t number);

  // Hosts.
  HostQueue& queue_of(const Host& host) { return host.near ? near_ : routed_; }
  const HostQueue& queue_of(const Host& host) const { return host.near ? near_ : routed_; }
  void make_ready(Host& host, const HostRef& ref);
  bool serve(Host& host, const HostRef& ref, Instant now, std::span<Probe> out, std::size_t& sent);
  bool waits_for_turn(Host& host, const HostRef& ref, Instant now);
  bool serve_stalled(Host& host, const HostRef& ref, Instant now, std::span<Probe> out, std::size_t& sent);
  void rewind_if_uncarried(Host& host, const HostRef& ref, Instant now);
  void rewind(Host& host, const HostRef& ref, Instant now, const HostWalk::Place& to);
  void on_route_lost(Host& host, const HostRef& ref, Instant now);
  void serve_resends(Instant now, std::span<Probe> out, std::size_t& sent);
  void end_walk(Host& host, const HostRef& ref, Instant now);
  void end_pass(Host& host, const HostRef& ref, Instant now);
  void go_on(Host& host, const HostRef& ref);

  // Tries.
  bool may_send(const HostQueue& queue) const;
  Probe probe(const Host& host, std::uint32_t pair, TryNumber number) const;
  Duration try_timeout(const Host& host, std::uint32_t pair, TryNumber number) const;
  void add_timer(Instant when, const HostRef& ref, TimerKind kind, std::uint16_t pair = 0,
                 TryNumber number = {});
  void send(Host& host, const HostRef& ref, std::uint32_t pair, TryNumber number, Instant now, Probe& out);
  static bool is_canary_due(Host& host);
  bool send_canary(Host& host, const HostRef& ref, Instant now, Probe& out);
  void on_timer(Instant now, const Timer& timer);

  const ScanRequest request_;
  Company company_;
  const Budget budget_;
  const Traits traits_;
  const ReachOf reach_;
  const ScanOrder order_;
  const std::optional<Resumption> resumption_;
  const std::uint64_t pairs_;  // to do

  HostGroups groups_;
  Findings findings_;
  Verdicts verdicts_;
  TimerWheel<Timer> timers_;
  HostQueue near_;
  HostQueue routed_;
  Pacer all_pacer_;
  double cap_per_s_;  // of the whole scan; infinite: none
  Shortage shortage_;
  PathEvidence evidence_;
  PassPolicy passes_;
  std::uint64_t sent_ = 0;
  Instant last_poll_;
  bool had_room_ = true;
};

}  // namespace sounder

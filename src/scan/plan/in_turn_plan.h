// The plain scanner: one pair after another in the request's own order, one try in flight. Pure.
// A try times out after RFC 6298 and a silent pair is tried twice, unless the request says otherwise.
#pragma once

#include <cstdint>

#include "scan/plan/plan.h"
#include "scan/plan/rtt_estimator.h"
#include "scan/request.h"
#include "scan/traits.h"

namespace sounder {

class InTurnPlan final : public ScanPlan {
 public:
  // With traits.kernel_retransmits a round trip of 1 s and more is no sample.
  InTurnPlan(const ScanRequest& request, Traits traits);

  std::size_t poll_probes(Instant now, std::span<Probe> out) override;
  void on_answer(Instant now, const Answer& answer) override;
  void on_unsent(Instant now, std::span<const Unsent> unsent) override;
  std::optional<Instant> next_wakeup() const override;
  bool done() const override { return current_ == pairs_; }
  void interrupt(Instant now) override;
  void set_rate_cap(double per_s) override { cap_per_s_ = per_s; }
  Progress progress() const override;
  Counts counts() const override { return counts_; }
  std::uint64_t hosts_under_way(std::size_t most, std::vector<HostStatus>& out) const override;
  void take_verdicts(std::vector<Verdict>& out) override;
  void take_hosts(std::vector<HostDone>& out) override;
  void take_released(std::vector<TryId>& out) override;

 private:
  std::uint64_t left_of_host() const;  // pairs, the current one included
  void resolve(Verdict verdict);       // of the current pair
  void close_host();

  const ScanRequest request_;
  const Traits traits_;
  const std::uint64_t pairs_;
  const int max_tries_;
  double cap_per_s_;  // infinite: none

  PairIndex current_ = 0;
  Endpoint endpoint_{};
  int tries_ = 0;  // of the current pair, sent
  bool in_flight_ = false;
  Instant deadline_{};    // of the try in flight
  Instant not_before_{};  // of the next try: --max-rate, or a local shortage
  std::optional<Instant> short_since_;
  std::optional<Address> short_of_;  // the host of the last try that was not sent
  Duration shortage_wait_{};

  RttEstimator rtt_;  // of the current host
  Counts counts_{};
  Counts host_counts_{};
  std::uint64_t sent_ = 0;
  std::vector<Verdict> verdicts_;
  std::vector<HostDone> hosts_;
  std::vector<TryId> released_;
};

}  // namespace sounder

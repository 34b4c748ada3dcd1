// When each request of a load run is due, what an answer means, and when the run is over. Pure: the time is
// an argument, and connections are numbers (lanes). One plan a thread, for its share of the connections.
//
// Closed loop: a lane's next request is due as soon as fewer than `pipeline` are without an answer. Open
// loop: the j-th request of all threads is due at start + j / rate and belongs to connection j modulo
// connections, and its latency counts from then, however late it was sent: a server that stalls is
// charged for every request that it kept waiting (no coordinated omission: Tene, "How NOT to Measure
// Latency"; wrk2). With churn a request that is due belongs to whichever lane is free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "echo/load/load_clock.h"
#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"

namespace sounder {

class LoadPlan {
 public:
  // The lanes of thread `thread` of `options.threads`. `options` outlives the plan.
  LoadPlan(const LoadOptions& options, unsigned thread);

  std::size_t lanes() const { return lanes_.size(); }
  void start(Instant now) {
    clock_.start(now);
    series_.start(now);
  }
  // As LoadClock.
  void stop(Instant now) { clock_.stop(now); }

  // A lane whose next request has become due since the last call; none with churn or in a closed loop.
  std::optional<std::size_t> take_due(Instant now);
  // When the next request becomes due that is assigned to no lane; Instant::max() if none will.
  Instant next_due() const { return clock_.next_due(next_); }
  // With churn: a request is due that the next free lane may take.
  bool due(Instant now) const { return clock_.open_loop() ? next_due() <= now : clock_.running(now); }
  // How many requests the lane, which is ready to send, begins now. They count as sent from here on. `free`:
  // since when they could have begun; the lane was open, or with churn some lane had no connection.
  std::size_t begin(std::size_t lane, Instant now, Instant free = Instant::min());
  // The oldest request of the lane has its answer, or a wrong one.
  void answered(std::size_t lane, Instant now);
  void mismatched(std::size_t lane, Instant now, const WrongBytes& wrong);
  // The lane's connection is gone, and with it the requests that it had begun.
  void lost(std::size_t lane);
  bool waiting(std::size_t lane) const { return lanes_[lane].begun != lanes_[lane].finished; }

  bool done(Instant now) const { return clock_.done(now, under_way_, assigned_, next_); }
  // After done(): accounts for what is left. Lanes that still wait have timed out, unless interrupted.
  void finish();
  Instant deadline() const { return clock_.deadline(); }
  LoadTotals& totals() { return totals_; }
  LoadSeries& series() { return series_; }

 private:
  // Numbers of requests of one lane, in their order.
  struct Lane {
    std::uint64_t scheduled = 0;  // open loop: due so far
    std::uint64_t begun = 0;
    std::uint64_t finished = 0;     // answered, mismatched or lost
    Instant free = Instant::min();  // since when it has had fewer than `pipeline` under way
  };

  bool keeps_times() const { return !clock_.open_loop() || options_.churn; }
  Instant& time_of(std::size_t lane, std::uint64_t request) {
    return times_[lane * times_a_lane_ + (request & (times_a_lane_ - 1))];
  }
  std::size_t begin_churn(std::size_t lane, Instant now, Instant free);
  void record_delay(Instant due, Instant free, Instant now);
  std::size_t begin_scheduled(std::size_t lane, Instant now);

  const LoadOptions& options_;
  LoadClock clock_;
  std::vector<Lane> lanes_;
  // When the requests under way were due, where that cannot be computed: a ring for each lane.
  std::size_t times_a_lane_ = 1;
  std::vector<Instant> times_;
  std::uint64_t next_ = 0;      // open loop: the next request that is assigned to no lane
  std::uint64_t assigned_ = 0;  // open loop: to lanes, and not begun
  std::uint64_t under_way_ = 0;
  LoadTotals totals_;
  LoadSeries series_;
};

}  // namespace sounder

// When each datagram of a load run is due, what an answer means, and when the run is over; the counterpart of
// LoadPlan for datagrams, which may be lost. Pure: the time is an argument, and sockets are numbers
// (lanes). One plan a thread, for its share of the sockets.
//
// Closed loop: a lane sends as soon as fewer than `pipeline` are under way, and one without an answer for the
// timeout is lost and no longer under way. Open loop: by the schedule (load_schedule.h), in turns over the
// lanes that have fewer than `pipeline` under way; latency counts from when it was due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "echo/load/load_clock.h"
#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"
#include "echo/load/load_window.h"

namespace sounder {

class DatagramPlan {
 public:
  // The lanes of thread `thread` of `options.threads`. `options` outlives the plan.
  DatagramPlan(const LoadOptions& options, unsigned thread);

  std::size_t lanes() const { return lanes_.size(); }
  void start(Instant now) {
    clock_.start(now);
    series_.start(now);
  }
  // As LoadClock.
  void stop(Instant now) { clock_.stop(now); }

  // Open loop: a lane that has one more to send now; none if none is due, or every lane is full.
  std::optional<std::size_t> take_due(Instant now);
  // When the next becomes due; Instant::max() if none will, or there is no room for it.
  Instant next_due() const { return full_ ? Instant::max() : clock_.next_due(next_); }
  // How many the lane may send now, the first of which has the number next().
  std::size_t ready(std::size_t lane, Instant now) const;
  std::uint64_t next(std::size_t lane) const { return lanes_[lane].window.next(); }
  // `count` of those were sent.
  void sent(std::size_t lane, std::size_t count, Instant now);

  // An answer whose bytes are right, to the lane's datagram of that number.
  void answered(std::size_t lane, std::uint64_t number, Instant now);
  // Wrong bytes are no answer: the request is lost unless a right one comes.
  void mismatched(Instant now, const WrongBytes& wrong);
  // Requests under way for the timeout are lost. True if there were any.
  bool give_up(std::size_t lane, Instant now);

  bool done(Instant now) const { return clock_.done(now, under_way_, assigned_, next_); }
  // After done(): what is still under way is lost, or unfinished if interrupted.
  void finish();
  Instant deadline() const { return clock_.deadline(); }
  LoadTotals& totals() { return totals_; }
  LoadSeries& series() { return series_; }

 private:
  void make_room(Instant now);

  struct Lane {
    LoadWindow window;
    std::vector<Instant> assigned;  // open loop: when those were due that it has not sent
    std::size_t taken() const { return window.under_way() + assigned.size(); }
  };

  const LoadOptions& options_;
  LoadClock clock_;
  std::vector<Lane> lanes_;
  std::uint64_t next_ = 0;         // open loop: the next that is assigned to no lane
  std::size_t turn_ = 0;           // open loop: the lane whose turn is next
  bool full_ = false;              // open loop: no lane had room
  Instant free_ = Instant::min();  // open loop: since when one has had room
  std::uint64_t assigned_ = 0;
  std::uint64_t under_way_ = 0;
  LoadTotals totals_;
  LoadSeries series_;
};

}  // namespace sounder

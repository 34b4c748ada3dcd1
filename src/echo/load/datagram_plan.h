// When each datagram of a load run is due, what an answer means, and when the run is over; the counterpart of
// LoadPlan where nothing is certain to arrive. Pure: the time is an argument, and sockets are numbers
// (lanes). One plan a thread, for its share of the sockets.
//
// Closed loop: a lane sends as soon as fewer than `pipeline` are under way, and one without an answer for the
// timeout is lost and no longer under way. Open loop: by the schedule (load_schedule.h), in turns over the
// lanes that have fewer than `pipeline` under way; latency counts from when it was due.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "echo/load/load_options.h"
#include "echo/load/load_schedule.h"
#include "echo/load/load_totals.h"
#include "echo/load/load_window.h"

namespace sounder {

class DatagramPlan {
 public:
  // The lanes of thread `thread` of `options.threads`. `options` outlives the plan.
  DatagramPlan(const LoadOptions& options, unsigned thread);

  std::size_t lanes() const { return lanes_.size(); }
  void start(Instant now);
  // A person has enough: nothing more is sent, and what is under way gets kInterruptPatience.
  void stop(Instant now);

  // Open loop: a lane that has one more to send now; none if none is due, or every lane is full.
  std::optional<std::size_t> take_due(Instant now);
  // When the next becomes due; Instant::max() if none will, or there is no room for it.
  Instant next_due() const;
  // How many the lane may send now, the first of which has the number next().
  std::size_t ready(std::size_t lane, Instant now) const;
  std::uint64_t next(std::size_t lane) const { return lanes_[lane].window.next(); }
  // So many of those went out.
  void sent(std::size_t lane, std::size_t count, Instant now);

  // An answer whose bytes are right, to the lane's datagram of that number.
  void answered(std::size_t lane, std::uint64_t number, Instant now);
  // Wrong bytes are no answer: what they stood for is lost, unless a right one comes.
  void mismatched() { ++totals_.mismatched; }
  // What is under way for the timeout is lost; true if anything was.
  bool give_up(std::size_t lane, Instant now);

  bool done(Instant now) const;
  // After done(): what is still under way is lost, or unfinished if interrupted.
  void finish();
  Instant deadline() const { return deadline_; }
  LoadTotals& totals() { return totals_; }

 private:
  struct Lane {
    LoadWindow window;
    std::vector<Instant> owed;  // open loop: when those were due that it has and has not sent
    std::size_t taken() const { return window.under_way() + owed.size(); }
  };

  const LoadOptions& options_;
  const bool open_;
  LoadSchedule schedule_;
  std::vector<Lane> lanes_;
  std::uint64_t next_ = 0;  // open loop: the next that no lane has
  std::size_t turn_ = 0;    // open loop: whose turn is next
  bool full_ = false;       // open loop: no lane had room
  std::uint64_t owed_ = 0;
  std::uint64_t under_way_ = 0;
  Instant end_ = Instant::max();
  Instant deadline_ = Instant::max();
  bool interrupted_ = false;
  LoadTotals totals_;
};

}  // namespace sounder

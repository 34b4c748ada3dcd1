// A load run whose connections stay open and carry one request after the other. A connection that breaks is
// opened again after kReopenPause.
//
// A thread with a single connection and no schedule needs no epoll set: it waits in the receive itself, which
// saves a third of the system calls.
#pragma once

#include "echo/load/load_worker.h"

namespace sounder {

class LoadKeepOpen : public LoadWorker {
 public:
  // As LoadWorker.
  LoadKeepOpen(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish);

 private:
  std::size_t connections_at_start() const override { return lanes(); }
  void begin_requests(Instant now) override;
  void on_lane_free(std::size_t lane, Instant now) override { connect(lane, now); }
  bool may_connect() const override { return connecting() < most_connecting_; }
  void on_open(std::size_t lane) override;
  void on_received(std::size_t lane, Instant now) override { begin(lane, now); }
  void wait(Duration longest) override;

  // As LoadPlan::begin().
  void begin(std::size_t lane, Instant now, Instant free = Instant::min());
  void begin_due();
  void wait_alone(Duration longest);

  const std::size_t most_connecting_;
  const bool alone_;
  bool begun_ = false;  // every connection that was open at the start has its first requests
};

}  // namespace sounder

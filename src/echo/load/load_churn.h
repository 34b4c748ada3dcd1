// A load run with a connection for each request: connect, one echo, close. A request that is due is given to
// whichever lane is free.
#pragma once

#include <vector>

#include "echo/load/load_worker.h"

namespace sounder {

class LoadChurn : public LoadWorker {
 public:
  // As LoadWorker. open() makes a single connection, in the first thread, so that a server that is not there
  // is reported at once.
  LoadChurn(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish);

 private:
  std::size_t connections_at_start() const override { return thread() == 0 ? 1 : 0; }
  void on_all_opened() override;
  void begin_requests(Instant now) override;
  void on_lane_free(std::size_t lane, Instant now) override;
  void on_connecting(std::size_t lane, Instant now) override;
  void on_open(std::size_t lane) override;
  void on_received(std::size_t lane, Instant now) override;
  void on_ended(std::size_t lane) override { release(lane); }

  void release(std::size_t lane);
  void add_free(std::size_t lane);

  std::vector<std::size_t> free_;        // lanes without a connection
  Instant free_since_ = Instant::min();  // that there is one
};

}  // namespace sounder

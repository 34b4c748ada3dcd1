#include "echo/load/load_churn.h"

#include <utility>

namespace sounder {

LoadChurn::LoadChurn(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish)
    : LoadWorker(options, bytes, thread, std::move(publish)) {}

void LoadChurn::on_all_opened() {
  for (std::size_t lane = lanes(); lane-- > connections_at_start();) free_.push_back(lane);
  if (connections_at_start() > 0 && connection(0).state() == State::kOpen) release(0);
  free_since_ = Instant::min();
}

void LoadChurn::begin_requests(Instant now) {
  while (!free_.empty() && plan().due(now)) {
    const std::size_t lane = free_.back();
    free_.pop_back();
    connect(lane, clock_now());
  }
}

void LoadChurn::on_lane_free(std::size_t lane, Instant now) {
  if (measuring())
    add_free(lane);
  else
    connect(lane, now);
}

void LoadChurn::on_connecting(std::size_t lane, Instant now) {
  if (measuring()) connection(lane).add_requests(plan().begin(lane, now, free_since_));
}

void LoadChurn::on_open(std::size_t lane) {
  if (!measuring()) return;
  LoadConnection& c = connection(lane);
  const Instant now = clock_now();
  plan().totals().connect.record(now - c.progress());
  c.touch(now);
  send(lane);
}

void LoadChurn::on_received(std::size_t lane, Instant) {
  LoadConnection& c = connection(lane);
  if (c.state() == State::kOpen && !plan().waiting(lane)) c.end();
}

void LoadChurn::release(std::size_t lane) {
  connection(lane).close();
  add_free(lane);
}

void LoadChurn::add_free(std::size_t lane) {
  if (free_.empty()) free_since_ = clock_now();
  free_.push_back(lane);
}

}  // namespace sounder

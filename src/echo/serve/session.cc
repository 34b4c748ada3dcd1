#include "echo/serve/session.h"

#include <cassert>

namespace sounder {

Session Session::refused(const SessionLimits& limits, Instant now) {
  Session session(limits, now);
  session.phase_ = Phase::kShuttingDown;
  return session;
}

Session::Next Session::next() const {
  switch (phase_) {
    case Phase::kOpen:
      return owed_ > 0 ? Next::kWrite : Next::kRead;
    case Phase::kShuttingDown:
      return Next::kShutDownWrite;
    case Phase::kLingering:
      return Next::kDiscard;
    case Phase::kClosed:
      break;
  }
  return Next::kClose;
}

std::optional<Instant> Session::deadline() const {
  if (phase_ == Phase::kLingering) return last_progress_ + limits_.linger_timeout;
  if (phase_ != Phase::kOpen) return std::nullopt;
  const Duration timeout = owed_ > 0 ? limits_.stall_timeout : limits_.idle_timeout;
  if (timeout == Duration::zero()) return std::nullopt;
  return last_progress_ + timeout;
}

void Session::on_received(Instant now, std::size_t bytes) {
  assert(bytes > 0 && bytes <= room());
  // While bytes are owed, only taking them counts: a client that sends and never reads is stalled, not busy.
  if (owed_ == 0) last_progress_ = owed_since_ = now;
  owed_ += bytes;
}

std::optional<Duration> Session::on_sent(Instant now, std::size_t bytes) {
  assert(bytes > 0 && bytes <= owed_);
  owed_ -= bytes;
  echoed_bytes_ += bytes;
  last_progress_ = now;
  if (owed_ > 0) return std::nullopt;
  if (end_of_input_) phase_ = Phase::kShuttingDown;
  return now - owed_since_;
}

void Session::on_end_of_input() {
  end_of_input_ = true;
  if (phase_ == Phase::kLingering) phase_ = Phase::kClosed;
  if (phase_ == Phase::kOpen && owed_ == 0) phase_ = Phase::kShuttingDown;
}

void Session::on_shut_down(Instant now) {
  last_progress_ = now;
  // The client's FIN was its last word, so nothing can be left to read.
  phase_ = end_of_input_ ? Phase::kClosed : Phase::kLingering;
}

void Session::on_discarded(std::size_t bytes) {
  discarded_bytes_ += bytes;
  if (discarded_bytes_ >= limits_.linger_bytes) phase_ = Phase::kClosed;
}

void Session::on_time(Instant now) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (phase_ == Phase::kLingering) {
    phase_ = Phase::kClosed;
  } else if (owed_ > 0) {
    close(Ending::kStalled);
  } else {
    ending_ = Ending::kIdle;
    phase_ = Phase::kShuttingDown;
  }
}

void Session::on_refused(Ending why) {
  if (phase_ != Phase::kOpen) return;
  ending_ = why;
  phase_ = Phase::kShuttingDown;
}

void Session::close(Ending why) {
  // An ending that was decided before stands: a client may well reset while we linger.
  if (phase_ == Phase::kOpen) ending_ = why;
  phase_ = Phase::kClosed;
}

}  // namespace sounder

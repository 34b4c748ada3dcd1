// What was sent over a path and what came back of it, cut into epochs of about half a round trip. Pure,
// values.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// What a probe says about the path that it takes.
enum class ProbeKind : std::uint8_t {
  kFirst,        // a first try: answered as often as first tries are on this path
  kResetCanary,  // to a port known to be closed
  kOpenCanary,   // to a port known to be open
  kRetry,        // a later try: only its round trip says anything
};

class KindCounts {
 public:
  double& operator[](ProbeKind kind) { return counts_[static_cast<std::size_t>(kind)]; }
  double operator[](ProbeKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }

 private:
  std::array<double, 4> counts_{};
};

// By how much round trips exceeded the smallest one, over the time of sending.
class ExcessDelays {
 public:
  // `at`: of sending, since any fixed moment.
  void add(Duration at, Duration excess) {
    const double x = seconds(at);
    const double y = seconds(excess);
    least_s_ = count_ == 0 ? y : std::min(least_s_, y);
    count_ += 1;
    x_ += x;
    y_ += y;
    xx_ += x * x;
    xy_ += x * y;
  }
  double count() const { return count_; }
  double least_s() const { return least_s_; }
  // Seconds of delay per second of sending, by least squares; 0 if all were sent at once.
  double slope() const {
    const double spread = count_ * xx_ - x_ * x_;
    return spread > 0 ? (count_ * xy_ - x_ * y_) / spread : 0;
  }

 private:
  double count_ = 0, x_ = 0, y_ = 0, xx_ = 0, xy_ = 0;
  double least_s_ = 0;
};

struct Epoch {
  Instant start{};
  Instant end{};
  Instant last_sent{};
  double probes = 0;
  KindCounts sent;
  KindCounts got;
  bool probing = false;  // sent faster than what is known to pass, to find out whether more does
  ExcessDelays delays;
};

// The last epochs of a path. The current one is open; closed ones wait for their answers and are then judged,
// the oldest first.
class Epochs {
 public:
  explicit Epochs(Instant start) { current().start = start; }

  Epoch& current() { return at(current_); }
  const Epoch& current() const { return epochs_[current_ % kEpochs]; }
  // No room for one more: answers take long.
  bool full() const { return current_ + 1 - judged_ >= kEpochs; }
  // Closes the current epoch and opens the next. Precondition: !full().
  void next(Instant now, bool probing) {
    current().end = now;
    ++current_;
    current() = Epoch{};
    current().start = now;
    current().probing = probing;
  }
  // The oldest closed epoch that has not been judged; nullptr: there is none.
  Epoch* to_judge() { return judged_ < current_ ? &at(judged_) : nullptr; }
  void on_judged() { ++judged_; }  // precondition: to_judge() != nullptr; that one

  // The epoch in which a probe was sent; nullptr: it is forgotten.
  struct Found {
    Epoch* epoch = nullptr;
    bool is_judged = false;
  };
  Found find(Instant sent) {
    const std::uint64_t oldest = current_ - std::min<std::uint64_t>(current_, kEpochs - 1);
    std::uint64_t number = current_;
    while (number > oldest && at(number).start > sent) --number;
    if (at(number).start > sent) return {};
    return {&at(number), number < judged_};
  }

 private:
  static constexpr std::size_t kEpochs = 32;

  Epoch& at(std::uint64_t number) { return epochs_[number % kEpochs]; }

  std::array<Epoch, kEpochs> epochs_{};
  std::uint64_t current_ = 0;
  std::uint64_t judged_ = 0;  // the first epoch that is not
};

}  // namespace sounder

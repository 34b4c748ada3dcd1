// Whether a queue stands or grows on a path: from the delays of an epoch's answers, told from jitter. Pure, a
// value.
//
// A queue stands if even the fastest answer of an epoch was late (HyStart++, RFC 9406, 4.2), and grows if
// later probes had later answers. Jitter does neither: of n answers that come anywhere within a width, all
// are later than width * (1 - p^(1/n)) with chance p, and the line through them rises by width / sqrt(n) (one
// standard error).
#pragma once

#include <optional>

#include "scan/plan/epochs.h"

namespace sounder {

class QueueDetector {
 public:
  // `usual`: the round trip without a queue.
  void set_round_trip(Duration usual, Duration epoch_length);
  // An answer to a probe of `epoch`; `excess`: by how much its round trip exceeded the smallest.
  void on_answer(Epoch& epoch, Instant sent, Duration excess);

  // Before all answers are in, only a queue that stands is seen.
  bool sees_queue(const Epoch& epoch, bool answers_in) const;
  // The fastest answer was late.
  bool stands(const Epoch& epoch) const;
  // By how much the delay grew per second of sending: (rate - bandwidth) / bandwidth while a queue fills.
  double growth(const Epoch& epoch) const;
  // The share of the rate that must be left out for two round trips so that the queue of this epoch drains; 0
  // on paths so short that this machine's own delays look like a queue.
  double to_drain(const Epoch& epoch) const;

 private:
  Duration epoch_length_ = std::chrono::milliseconds(20);
  Duration limit_ = std::chrono::milliseconds(16);
  double jitter_s_ = 0;  // mean difference of the delays of two answers that came one after the other
  std::optional<double> last_excess_s_;
};

}  // namespace sounder

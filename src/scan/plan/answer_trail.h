// What was sent over a path lately and what came back of it, by the time of sending: for the question how
// much passes between two moments. Pure, a value.
#pragma once

#include <array>

#include "base/clock.h"

namespace sounder {

class AnswerTrail {
 public:
  struct Count {
    double sent = 0;
    double answered = 0;
    Duration span{};  // from the last probe before these to the last of them
  };

  void on_sent(Instant now);
  void on_unsent();
  // An answer to a probe that was sent then.
  void on_answer(Instant sent);
  // Of what was sent after the slice that has `since`.
  Count since(Instant since) const;
  // What was sent before this is asked for no more.
  void forget_before(Instant since);

 private:
  struct Slice {
    Instant start{};
    Instant last{};
    float sent = 0;
    float answered = 0;
  };
  // Few enough for a search in no time; a span is cut into half as many at least.
  static constexpr std::size_t kSlices = 64;

  std::size_t find(Instant sent) const;  // the slice that has it; the first if it is older
  void join_pairs();

  std::array<Slice, kSlices> slices_{};
  std::size_t count_ = 0;
  float slice_probes_ = 1;  // of one slice; doubled whenever there is no room
};

}  // namespace sounder

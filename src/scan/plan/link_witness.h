// What canaries say about a first link that hosts share: whether it carried probes at a time. A host that
// never answered has no canaries of its own, so its silence rests on those of the others. Thread-safe: all
// slices of a scan share one.
#pragma once

#include <mutex>

#include "scan/plan/answer_trail.h"

namespace sounder {

class LinkWitness {
 public:
  // What became of a canary to one of the hosts. `policed`: the path to that host carries less than was sent
  // once, so whatever is to blame may be on the way to others, too. `overloaded`: it does so now; nothing
  // then tells its own probes' doing from that of others.
  void on_canary(Instant now, Instant sent, bool answered, bool policed, bool overloaded);

  // Something on the way swallows probes.
  bool doubted() const;
  // The share of the probes since then that it carried: 1, if nothing tells otherwise; 0, if something
  // swallows probes and too few canaries went out to tell how many.
  double carried_since(Instant since) const;
  // So long a pass over a host has canaries enough beside it.
  Duration pass_span(Instant now) const;

 private:
  mutable std::mutex lock_;
  AnswerTrail trail_;
  bool doubted_ = false;
  Instant last_sent_ = Instant::min();
  Instant last_{};
  Duration gap_{};  // between two of them, on average
};

}  // namespace sounder

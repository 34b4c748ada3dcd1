// What canaries say about a first link that hosts share: whether it carried probes at a time. A host that
// never answered has no canaries of its own, so its silence rests on those of the others. Thread-safe: all
// slices of a scan share one.
#pragma once

#include <mutex>

#include "scan/plan/answer_trail.h"

namespace sounder {

class LinkWitness {
 public:
  // What became of a canary to one of the hosts. `overloaded`: the path to that host carries less than was
  // sent, or did. Whatever is to blame may be on the way to others, too.
  void on_canary(Instant now, Instant sent, bool answered, bool overloaded);

  // Something on the way swallows probes.
  bool doubted() const;
  // Most canaries since then were answered. If nothing is doubted, none that is lost will do.
  bool carried_since(Instant since) const;
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

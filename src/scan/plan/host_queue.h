// The hosts that may send and share a first link, and the rate that they may have together. Pure, one owner.
#pragma once

#include <deque>

#include "scan/plan/host_groups.h"
#include "scan/plan/link_witness.h"

namespace sounder {

class HostQueue {
 public:
  // `witness`: of all slices. It outlives the queue.
  HostQueue(Instant start, const PathRates& limits, LinkWitness& witness)
      : rates_(limits), model_(start, limits, true), witness_(witness) {}

  bool empty() const { return hosts_.empty(); }
  void push(const HostRef& ref) { hosts_.push_back(ref); }
  HostRef pop();  // precondition: !empty()

  // Credit for the time since the last call. `alone`: there is a single host, which has a model of its own,
  // so the model of the link is not fed until the next call. That saves a tenth of a plan's work.
  void refill(Instant now, bool alone);
  bool may_send() const { return pacer_.may_send(); }
  Instant next() const { return pacer_.next(); }  // when may_send() holds again
  void take_credit() { pacer_.on_sent(); }

  // Counts a try that is about to be sent. The number that it is to have keeps how it was counted: the two
  // below go by that number, whatever has become of the host's own model since.
  TryNumber on_sent(Instant now, Host& host, TryNumber number);
  // Precondition: no poll came between.
  void on_unsent(const Host& host, TryNumber number);
  // `excess` as in PathModel.
  void on_answer(Instant now, Instant sent, const Host& host, TryNumber number,
                 std::optional<Duration> excess);
  // What became of a canary to one of the hosts.
  void on_canary(Instant now, Instant sent, HostPath& path, bool answered) {
    if (alone_ || now < path.next_voice) return;
    path.next_voice = now + kVoice;
    model_.on_canary(now, sent, answered);
    const bool overloaded = path.model.overloaded();
    witness_.on_canary(now, sent, answered, overloaded || path.model.policed(), overloaded);
  }
  // What canaries to the other hosts say about probes to one that never answered.
  const LinkWitness& witness() const { return witness_; }
  const RttEstimator& round_trips() const { return rtt_; }  // of all hosts together
  void on_round_trip(Instant now, Duration rtt) {
    if (!alone_) rtt_.add(now, rtt);
  }

 private:
  // Each host has as much of a voice as any: one whose path is bad asks its canaries more often.
  static constexpr Duration kVoice = std::chrono::milliseconds(50);

  double rate_per_s(Instant now);

  std::deque<HostRef> hosts_;
  Pacer pacer_;
  bool alone_ = false;
  PathRates rates_;
  PathModel model_;
  LinkWitness& witness_;
  RttEstimator rtt_;
  Duration slowest_{};  // longest round trip in this window, of the hosts that count for the link
  Duration slowest_before_{};
  Instant slowest_since_{};
};

}  // namespace sounder

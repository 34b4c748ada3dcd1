// The datagrams of one socket that are under way, by their numbers: which of them an answer belongs to, and
// whether it comes in time, late, again or out of order. Pure: the time is an argument. Memory: datagrams
// under way, and what became of the last kDatagramsRemembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "echo/load/limits.h"

namespace sounder {

class LoadWindow {
 public:
  LoadWindow() : fates_(kDatagramsRemembered) {}

  // The number of the datagram that is sent next; the first is 0.
  std::uint64_t next() const { return next_; }
  std::size_t under_way() const { return waiting_.size(); }
  // It was sent at `now`; its latency counts from `due`. `now` is never earlier than in the call before.
  void sent(Instant due, Instant now);

  enum class Answer : std::uint8_t {
    kInTime,
    kLate,        // to one that was given up; also where it is too long ago to tell from kDuplicate
    kDuplicate,   // to one that had its answer
    kNeverAsked,  // nothing of that number was sent
  };
  struct Found {
    Answer what = Answer::kNeverAsked;
    bool reordered = false;  // one that was sent later was answered before (RFC 4737, 3.3)
    Instant due = {};        // with kInTime
  };
  Found answered(std::uint64_t number);

  // Gives those up that were sent at `moment` or before; how many they are.
  std::size_t give_up(Instant moment);

 private:
  enum class Fate : std::uint8_t { kUnderWay, kAnswered, kLost };
  struct Waiting {
    std::uint64_t number;
    Instant due;
    Instant sent;
  };
  Fate& fate_of(std::uint64_t number) { return fates_[number % kDatagramsRemembered]; }

  std::vector<Waiting> waiting_;  // by number, so by time too
  std::vector<Fate> fates_;
  std::uint64_t next_ = 0;
  std::uint64_t after_answered_ = 0;  // the number after the highest that was answered
};

}  // namespace sounder

// A group of hosts that are worked on at once, with a bit for each of their pairs. Memory of a scan is that
// of its open groups (plan_limits.h). Owned by one plan, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/mix_bits.h"
#include "net/address.h"
#include "scan/event.h"
#include "scan/plan/canaries.h"
#include "scan/plan/carried_places.h"
#include "scan/plan/first_tries.h"
#include "scan/plan/host_status.h"
#include "scan/plan/host_walk.h"
#include "scan/plan/pacer.h"
#include "scan/plan/path_model.h"
#include "scan/plan/retry_policy.h"
#include "scan/plan/rtt_estimator.h"

namespace sounder {

// How the first tries to a host count for the link that it shares with others. The same for all tries of one
// poll, so that one which could not be sent is taken back as it was counted.
struct LinkEvidence {
  Instant since = Instant::min();
  bool counts = false;
  double weight = 1;  // how likely an answer is
};

// A repeatable sequence of chances.
class Dice {
 public:
  bool chance(double share) { return static_cast<double>(mix_bits(++throws_) >> 11U) * 0x1.0p-53 < share; }

 private:
  std::uint64_t throws_ = 0;
};

// What a host with pairs enough is known by.
struct HostPath {
  PathModel model;
  LinkEvidence evidence{};
  Canaries canaries{};
  FirstTries firsts{};
  LossMeter doubtful{};    // canaries since the path last carried
  LossMeter recent{};      // canaries of this pass, and the older the less
  std::uint32_t left = 0;  // unresolved pairs when there was progress last
  Instant progress_at{};
  Instant next_voice{};       // its canaries count for the link again
  HostWalk::Place carried{};  // the path carried what was sent up to there, as far as is known
  CarriedPlaces certain{};
  double canary_share = 0;  // of the probes
  // Which ones, is by chance: what is sent first in a burst of probes passes more often than the rest.
  Dice canary_dice{};
  double carried_share = 0;  // of the next try of a host that never answered, as far as other hosts tell
  Instant next_stall_canary{};
  std::uint32_t found = 0;   // pairs that answered to their tries of this pass
  bool hears = false;        // it answers, as other slices were told
  bool has_turn = false;     // of this slice to work on the host (HostTurns)
  bool waited = false;       // for others since
  Instant next_turn_look{};  // while it waits

  // Nobody else is in the way any more.
  void begin_turn(Instant now) {
    progress_at = {};
    carried_share = 0;
    model.search_anew(now);
  }
  // Its route was lost: what is known of it is how far the walk was carried, and which ports answer.
  // The route that comes back may be another one.
  void start_anew(Instant now, const PathRates& rates);
};

// One host of a group, as far as this share of the scan goes. Its pairs are numbered 0 to pairs - 1 in the
// order in which they are tried.
struct Host {
  std::uint64_t index = 0;  // in the request
  Address address;
  std::uint32_t pairs = 0;
  std::uint32_t unresolved = 0;   // without an answer or another verdict
  std::uint32_t before = 0;       // got their verdict in an earlier run
  std::uint32_t open_before = 0;  // of those, open ones
  HostWalk walk;
  bool near = false;    // on this machine or link
  bool queued = false;  // among the hosts that may send
  bool answered = false;
  bool reported = false;  // its HostDone is out
  bool gave_up = false;   // its rest was not tried to the end
  bool repeats = false;   // its pass, during which routes were lost
  bool untested = false;  // its silent pairs are: its route is lost
  bool proven = true;     // silence of its pairs is no loss: its path carried their tries
  BasicCounts<std::uint32_t> counts{};
  std::uint32_t unproven = 0;  // of those filtered
  Pacer pacer;
  RttEstimator rtt;
  LossMeter loss;
  std::unique_ptr<HostPath> path;  // only where there are pairs enough to model

  HostStatus status() const;
  // Its tries before that were carried for certain, or have been waited for.
  HostWalk::Place certain_place() const;
};

class HostGroup {
 public:
  HostGroup(std::uint64_t number, std::uint32_t generation, std::uint32_t hosts, std::uint32_t pairs_each,
            bool modelled = false);

  std::uint64_t number() const { return number_; }
  bool modelled() const { return modelled_; }  // its hosts have a HostPath
  std::uint32_t generation() const {
    return generation_;
  }  // tells a closed group's leftovers from this one's own
  std::vector<Host>& hosts() { return hosts_; }
  const std::vector<Host>& hosts() const { return hosts_; }
  std::uint64_t pairs() const { return std::uint64_t{64} * resolved_.size(); }  // of memory

  bool is_resolved(std::uint32_t host, std::uint32_t pair) const {
    return (resolved_[word(host, pair)] >> pair % 64 & 1U) != 0;
  }
  void resolve(std::uint32_t host, std::uint32_t pair) {
    resolved_[word(host, pair)] |= std::uint64_t{1} << pair % 64;
  }
  // The first pair from `from` on that is not settled; hosts()[host].pairs if there is none.
  std::uint32_t next_unresolved(std::uint32_t host, std::uint32_t from) const;

  std::uint32_t unfinished = 0;    // hosts
  std::uint32_t closing_host = 0;  // how far the verdicts of silent pairs have been given
  std::uint32_t closing_pair = 0;

 private:
  std::size_t word(std::uint32_t host, std::uint32_t pair) const {
    return std::size_t{host} * words_each_ + pair / 64;
  }

  std::uint64_t number_;
  std::uint32_t generation_;
  bool modelled_;
  std::uint32_t words_each_;
  std::vector<Host> hosts_;
  std::vector<std::uint64_t> resolved_;
};

}  // namespace sounder

// What one slice of a scan takes over from an earlier run: which pairs have their verdict, and how far each
// host's silent pairs were tried. Pure; the saved scan and the order must outlive it.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "scan/plan/host_groups.h"
#include "scan/saved_scan.h"

namespace sounder {

class Resumption {
 public:
  // Marks of a run with another number of slices are ignored: their pairs are tried anew.
  Resumption(const SavedScan& saved, const ScanOrder& order, Slice slice);

  // Of this slice's pairs, those with a verdict.
  std::uint64_t pairs_settled() const { return pairs_settled_; }
  LossMeter loss() const { return loss_; }
  // Gives a host of a group that has just been opened what is known of it. True: it needs no further try.
  bool take_up(HostGroup& group, std::uint32_t host) const;

 private:
  const SavedScan& saved_;
  const ScanOrder& order_;
  std::unordered_map<std::uint64_t, const WalkMark*> marks_;  // by host
  LossMeter loss_;
  std::uint64_t pairs_settled_ = 0;
};

// Where the walk over a host's silent pairs must continue so that each of them gets its try. Tries that are
// still under way are sent again.
WalkMark mark_of(const HostGroup& group, std::uint32_t host);

}  // namespace sounder

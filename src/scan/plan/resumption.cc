#include "scan/plan/resumption.h"

namespace sounder {

Resumption::Resumption(const SavedScan& saved, const ScanOrder& order, Slice slice)
    : saved_(saved), order_(order) {
  for (const auto& [first, last] : saved.finished)
    for (std::uint64_t place = first; place <= last; ++place)
      pairs_settled_ += order.pairs_of(order.host_at(place));
  for (const auto& [host, settled] : saved.under_way)
    settled.for_each([&, first = order.first_pair_of(host)](std::uint32_t port, const SettledAs&) {
      pairs_settled_ += order.find(first + port) ? 1 : 0;
    });
  if (saved.marks.size() != slice.count) return;
  const ShareMarks& marks = saved.marks[slice.index];
  loss_.add(marks.lost, marks.heard);
  for (const WalkMark& mark : marks.hosts) marks_.emplace(mark.host, &mark);
}

bool Resumption::take_up(HostGroup& group, std::uint32_t number) const {
  Host& host = group.hosts()[number];
  if (saved_.is_finished(order_.place_of(host.index))) {
    for (std::uint32_t pair = 0; pair < host.pairs; ++pair) group.settle(number, pair);
    host.unsettled = 0;
  } else if (const auto found = saved_.under_way.find(host.index); found != saved_.under_way.end()) {
    found->second.for_each(
        [&, first = order_.first_pair_of(host.index)](std::uint32_t port, const SettledAs& as) {
          const auto place = order_.find(first + port);
          if (!place) return;
          group.settle(number, place->pair);
          --host.unsettled;
          if (as.state == State::kOpen) ++host.open_before;
          host.answered = host.answered || as.state == State::kOpen || as.state == State::kClosed;
        });
  }
  host.before = host.pairs - host.unsettled;
  if (host.unsettled == 0) {
    host.told = true;  // in that run, or with its last slice
    return true;
  }
  const auto mark = marks_.find(host.index);
  if (mark == marks_.end()) return false;
  host.cursor = std::min(mark->second->cursor, host.pairs);
  host.pass = mark->second->pass;
  host.answered = host.answered || mark->second->answered;
  host.loss.add(mark->second->lost, mark->second->heard);
  return mark->second->finished;
}

WalkMark mark_of(const HostGroup& group, std::uint32_t number) {
  const Host& host = group.hosts()[number];
  WalkMark mark{.host = host.index,
                .cursor = host.phase == Host::Phase::kPausing ? 0 : host.cursor,
                .pass = host.pass,
                .finished = host.phase == Host::Phase::kFinished,
                .answered = host.answered,
                .lost = host.loss.lost(),
                .heard = host.loss.tries() - host.loss.lost()};
  // Of one pass, tries went out in order; each that is still waited for is one of the unsettled before the
  // cursor. A pass over a host that never answered may begin before the one before it has been waited for.
  for (std::uint32_t waiting = host.pending + host.owed; waiting > 0;) {
    if (mark.cursor == 0) {
      if (host.answered || mark.pass == 0) break;
      --mark.pass;
      mark.cursor = host.pairs;
    }
    if (!group.is_settled(number, --mark.cursor)) --waiting;
  }
  return mark;
}

}  // namespace sounder

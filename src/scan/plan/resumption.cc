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
    for (std::uint32_t pair = 0; pair < host.pairs; ++pair) group.resolve(number, pair);
    host.unresolved = 0;
  } else if (const auto found = saved_.under_way.find(host.index); found != saved_.under_way.end()) {
    found->second.for_each(
        [&, first = order_.first_pair_of(host.index)](std::uint32_t port, const SettledAs& as) {
          const auto place = order_.find(first + port);
          if (!place) return;
          group.resolve(number, place->pair);
          --host.unresolved;
          if (as.state == State::kOpen) ++host.open_before;
          host.answered = host.answered || as.state == State::kOpen || as.state == State::kClosed;
        });
  }
  host.before = host.pairs - host.unresolved;
  if (host.unresolved == 0) {
    host.reported = true;  // in that run, or with its last slice
    return true;
  }
  const auto mark = marks_.find(host.index);
  if (mark == marks_.end()) return false;
  host.walk.continue_at({mark->second->pass, std::min(mark->second->cursor, host.pairs)});
  host.answered = host.answered || mark->second->answered;
  host.loss.add(mark->second->lost, mark->second->heard);
  return mark->second->finished;
}

WalkMark mark_of(const HostGroup& group, std::uint32_t number) {
  const Host& host = group.hosts()[number];
  WalkMark mark{.host = host.index,
                .cursor = host.walk.phase() == HostWalk::Phase::kPausing ? 0 : host.walk.cursor(),
                .pass = static_cast<std::uint8_t>(host.walk.tries()),
                .finished = host.walk.is_finished() && !host.untested,
                .answered = host.answered,
                .lost = host.loss.lost(),
                .heard = host.loss.tries() - host.loss.lost()};
  // Of one pass, tries went out in order; each that is still waited for is one of the unresolved before the
  // cursor. A pass over a host that never answered may begin before the one before it has been waited for.
  for (std::uint32_t waiting = host.walk.out(); waiting > 0;) {
    if (mark.cursor == 0) {
      if (host.answered || mark.pass == 0) break;
      --mark.pass;
      mark.cursor = host.pairs;
    }
    if (!group.is_resolved(number, --mark.cursor)) --waiting;
  }
  if (host.path && host.path->model.overloaded()) {
    const HostWalk::Place place = std::min(host.path->carried, {mark.pass, mark.cursor});
    mark.pass = static_cast<std::uint8_t>(place.tries);
    mark.cursor = place.cursor;
  }
  return mark;
}

}  // namespace sounder

#include "scan/plan/company.h"

#include "scan/plan/stalled_host.h"

namespace sounder {
namespace {

constexpr double kStarving = 2;  // probes a second

}  // namespace

HostTurn Company::turn_of(const Host& host, Instant now, std::uint64_t hosts) {
  HostTurn turn = HostTurn::kFree;
  const PathModel& model = host.path->model;
  const bool silent = is_silent(model, now);
  if (!alone()) {
    // Silent to this slice, while others hear it: they use up what passes.
    const bool policed = model.surely_policed() || (silent && is_heard(host));
    turn = part_.news->turns.take(host.index, part_.slice.index, policed);
    if (turn == HostTurn::kOthers) return turn;
  }
  if (hosts <= 1) return turn;
  const bool little = model.rate_per_s() < kStarving;  // or none, if it fell silent
  // What it met before it waited counts no more.
  Passes passes = Passes::kEnough;
  if (!host.path->waited && (silent || little)) passes = silent ? Passes::kNothing : Passes::kLittle;
  const bool policed = model.policed() || silent || little;
  return link_of(host).places.take(host.index, now, policed, passes) ? turn : HostTurn::kOthers;
}

void Company::tell_hearing(Host& host) {
  if (alone()) return;
  const bool hears = host.answered && !host.path->model.stalled_since();
  if (hears != host.path->hears) part_.news->turns.on_hearing(host.index, hears);
  host.path->hears = hears;
}

void Company::leave(const Host& host) {
  part_.news->turns.leave(host.index, part_.slice.index, host.path->hears, host.path->model.policed());
  link_of(host).places.leave(host.index);
}

}  // namespace sounder

#include "scan/plan/findings.h"

namespace sounder {
namespace {

template <typename T>
void move_to(std::vector<T>& out, std::vector<T>& from) {
  out.insert(out.end(), from.begin(), from.end());
  from.clear();
}

}  // namespace

void Findings::give_verdict(Host& host, const Verdict& verdict) {
  verdicts_.push_back(verdict);
  ++host.counts[verdict.state];
  ++counts_[verdict.state];
  if (verdict.reason == Reason::kUnproven) ++host.unproven;
}

void Findings::report(Host& host) {
  if (host.reported || host.pairs == 0) return;
  host.reported = true;
  HostDone done;
  done.host = host.index;
  done.address = host.address;
  done.counts += host.counts;
  done.rtt = host.rtt.round_trip();
  done.limits_resets = host.path && host.path->model.limits_resets();
  done.gave_up = host.gave_up;
  done.unproven = host.unproven;
  if (host.path) {
    const PathModel& model = host.path->model;
    done.policed_per_s = model.policed_per_s();
    if (const Silences& silences = model.silences(); silences.times > 0)
      done.silence = {silences.times, static_cast<std::uint64_t>(silences.probes), silences.per_s};
  }
  hosts_.push_back(done);
}

void Findings::give_up(Host& host) {
  host.counts[State::kUntested] += host.pairs - host.before - host.counts.total();
  report(host);
}

void Findings::give_up_rest(std::uint64_t pairs) { counts_[State::kUntested] += pairs - counts_.total(); }

void Findings::take_verdicts(std::vector<Verdict>& out) { move_to(out, verdicts_); }
void Findings::take_hosts(std::vector<HostDone>& out) { move_to(out, hosts_); }
void Findings::take_released(std::vector<TryId>& out) { move_to(out, released_); }

}  // namespace sounder

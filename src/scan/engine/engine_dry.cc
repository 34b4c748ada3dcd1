#include "scan/engine/engine_dry.h"

#include <algorithm>

#include "scan/engine/engine.h"

namespace sounder {

std::size_t DryEngine::capacity() const { return kProbesAtOnce; }

void DryEngine::submit(std::span<const Probe> probes, std::vector<Unsent>&) {
  for (const Probe& probe : probes) {
    if (!probe.id.number.is_canary()) show_(probe.to);
    answers_.push_back({probe.id, State::kClosed, Reason::kReset, now_, now_});
  }
}

void DryEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  if (answers_.empty()) {
    now_ = std::max(now_, deadline);
    return;
  }
  answers.insert(answers.end(), answers_.begin(), answers_.end());
  answers_.clear();
}

}  // namespace sounder

// Shows what would be sent and sends nothing. Its clock is virtual: a wait moves it to the deadline, so a
// scan of hours takes seconds. Every probe is answered as closed at once; without losses a plan tries each
// pair exactly once, in its order.
#pragma once

#include <functional>
#include <vector>

#include "scan/engine/engine.h"

namespace sounder {

class DryEngine final : public ProbeEngine {
 public:
  // `show` is called for every pair when it is first tried, in the order of sending.
  explicit DryEngine(std::function<void(const Endpoint&)> show) : show_(std::move(show)) {}

  Instant now() const override { return now_; }
  Traits traits() const override { return {}; }
  std::size_t capacity() const override;
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId) override {}
  void wait(Instant deadline, std::vector<Answer>& answers) override;

 private:
  std::function<void(const Endpoint&)> show_;
  Instant now_{};
  std::vector<Answer> answers_;
};

}  // namespace sounder

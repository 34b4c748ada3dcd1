// An engine of raw packets beside one that lets the kernel connect: what the first may not send, the second
// sends. Decides nothing. One owner, one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "scan/engine/engine.h"

namespace sounder {

class GuardedEngine final : public ProbeEngine {
 public:
  GuardedEngine(std::unique_ptr<ProbeEngine> raw, std::unique_ptr<ProbeEngine> kernel)
      : raw_(std::move(raw)), kernel_(std::move(kernel)) {}

  Instant now() const override { return raw_->now(); }
  Traits traits() const override { return raw_->traits(); }
  std::size_t capacity() const override {
    return both_ ? std::min(raw_->capacity(), kernel_->capacity()) : raw_->capacity();
  }
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId id) override;
  void wait(Instant deadline, std::vector<Answer>& answers) override;
  std::uint64_t answers_lost() const override { return raw_->answers_lost(); }
  void take_news(std::vector<PathNews>& news) override {
    raw_->take_news(news);
    kernel_->take_news(news);
  }

 private:
  void hand_over(std::vector<Unsent>& unsent);

  std::unique_ptr<ProbeEngine> raw_;
  std::unique_ptr<ProbeEngine> kernel_;
  bool both_ = false;  // the kernel has had probes
  std::vector<Probe> refused_;
};

}  // namespace sounder

// A load run's plan under connections that answer, answer wrongly, break and fall silent as the bytes say:
// every request has one end, no lane has more under way than it may, and the run ends at its deadline.
#include "echo/load/load_plan.h"

#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

LoadOptions choose_options(fuzz::Choices& choices) {
  LoadOptions options;
  options.connections = 1 + choices.up_to(7);
  options.threads = static_cast<unsigned>(1 + choices.up_to(options.connections - 1));
  options.pipeline = 1 + choices.up_to(7);
  options.churn = choices.yes();
  if (choices.yes()) options.rate_per_s = static_cast<double>(1 + choices.up_to(65'535)) / 16;
  options.duration = std::chrono::milliseconds(1 + choices.up_to(999));
  options.timeout = std::chrono::milliseconds(1 + choices.up_to(999));
  return options;
}

class Drive {
 public:
  Drive(fuzz::Choices& choices, const LoadOptions& options)
      : choices_(choices),
        options_(options),
        plan_(options, static_cast<unsigned>(choices.up_to(options.threads - 1))),
        under_way_(plan_.lanes()) {}

  void run() {
    plan_.start(now_);
    while (!choices_.done() && !plan_.done(now_)) step();
    now_ = std::max(now_, plan_.deadline());
    fuzz::require(plan_.done(now_));
    plan_.finish();
    const LoadTotals& totals = plan_.totals();
    fuzz::require(totals.requests == totals.round_trips + wrong_ + totals.unanswered + totals.unfinished);
    fuzz::require(totals.latency.count() == totals.round_trips);
    fuzz::require(totals.unsent < 1'000'000);  // a rate of 4096/s for two seconds, and no wrap below zero
  }

 private:
  void step() {
    const std::size_t lane = choices_.up_to(plan_.lanes() - 1);
    switch (choices_.up_to(7)) {
      case 0:
        now_ += std::chrono::microseconds(choices_.up_to(200'000));
        return;
      case 1:
        if (const Instant due = plan_.next_due(); due < plan_.deadline()) now_ = std::max(now_, due);
        return;
      case 2:
        return lose(lane);
      case 3:
        if (choices_.byte() < 16) plan_.stop(now_);
        return;
      case 4:
        if (under_way_[lane] > 0) --under_way_[lane], ++wrong_;
        return plan_.mismatched(lane, now_, {});
      case 5:
        if (!plan_.waiting(lane)) return;
        --under_way_[lane];
        return plan_.answered(lane, now_);
      default:
        if (const auto due = plan_.take_due(now_)) fuzz::require(*due < plan_.lanes());
        return begin(lane);
    }
  }
  void begin(std::size_t lane) {
    // With churn a lane has one request at a time, and asks when it is free.
    if (options_.churn && plan_.waiting(lane)) return;
    under_way_[lane] += plan_.begin(lane, now_);
    fuzz::require(under_way_[lane] <= (options_.churn ? 1 : options_.pipeline));
    fuzz::require(plan_.waiting(lane) == (under_way_[lane] > 0));
  }
  void lose(std::size_t lane) {
    plan_.lost(lane);
    under_way_[lane] = 0;
    fuzz::require(!plan_.waiting(lane));
  }

  fuzz::Choices& choices_;
  const LoadOptions& options_;
  LoadPlan plan_;
  std::vector<std::size_t> under_way_;  // by lane
  std::uint64_t wrong_ = 0;             // answers to something that was asked
  Instant now_{std::chrono::hours(1)};
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  const LoadOptions options = choose_options(choices);
  Drive(choices, options).run();
  return 0;
}

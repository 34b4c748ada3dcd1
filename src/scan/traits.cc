#include "scan/traits.h"

namespace sounder {
namespace {

// Linux repeats a SYN after 1 s (TCP_TIMEOUT_INIT): a later answer may belong to the second SYN.
constexpr Duration kKernelRetransmit = std::chrono::milliseconds(990);

}  // namespace

bool measures_round_trip(const Traits& traits, const Answer& answer) {
  if (!answer.timed) return false;
  const bool may_be_second =
      traits.kernel_retransmits || (traits.open_answers_repeat && answer.state == State::kOpen);
  return !may_be_second || answer.received - answer.sent < kKernelRetransmit;
}

}  // namespace sounder

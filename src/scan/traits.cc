#include "scan/traits.h"

#include "base/limits.h"

namespace sounder {

bool measures_round_trip(const Traits& traits, const Answer& answer) {
  if (!answer.timed) return false;
  const bool may_be_second =
      traits.kernel_retransmits || (traits.open_answers_repeat && answer.state == State::kOpen);
  return !may_be_second || answer.received - answer.sent < kKernelRetransmit;
}

}  // namespace sounder

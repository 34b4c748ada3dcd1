#include "scan/traits.h"

#include "base/limits.h"

namespace sounder {

bool measures_round_trip(const Traits& traits, const Answer& answer) {
  if (!answer.timed) return false;
  const bool may_be_second = traits.kernel_retransmits || answer.reason == Reason::kSynAck;
  return !may_be_second || answer.received - answer.sent < kKernelRetransmit;
}

}  // namespace sounder

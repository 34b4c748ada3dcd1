#include "scan/traits.h"

namespace sounder {
namespace {

// Linux sends a SYN again after 1 s (TCP_TIMEOUT_INIT), so an answer from then on cannot be told from a loss.
constexpr Duration kKernelRetransmit = std::chrono::milliseconds(990);

}  // namespace

bool measures_round_trip(const Traits& traits, const Answer& answer) {
  if (!answer.timed) return false;
  const bool may_be_second = traits.kernel_retransmits || answer.reason == Reason::kSynAck;
  return !may_be_second || answer.received - answer.sent < kKernelRetransmit;
}

}  // namespace sounder

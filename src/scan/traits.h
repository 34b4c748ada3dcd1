// What a plan has to know about the engine that sends its probes.
#pragma once

#include "scan/probe.h"

namespace sounder {

struct Traits {
  bool kernel_retransmits = false;  // a try may be answered after the kernel sent its SYN again (Linux: after
                                    // 1 s), so a round trip of 1 s and more is no sample
  bool late_answers = false;        // a try is still listened to after release()
  bool open_answers_repeat = true;  // the target's kernel sends the answer of an open port (a SYN-ACK) again
  State silent = State::kFiltered;  // the state of a pair whose tries all had no answer
};

// Whether this answer says how long the way there and back takes. A SYN that this kernel sent again does not,
// and neither does a SYN-ACK that the target's kernel sent again because we let it wait or the first was
// lost: Linux sends both again after 1 s (TCP_TIMEOUT_INIT).
bool measures_round_trip(const Traits& traits, const Answer& answer);

}  // namespace sounder

// The properties of an engine that its plan depends on. The defaults are those of TCP.
#pragma once

#include "scan/probe.h"

namespace sounder {

struct Traits {
  bool kernel_retransmits = false;  // the kernel repeats a SYN (Linux: after 1 s), so a round trip of 1 s and
                                    // more is no sample
  bool late_answers = false;        // an answer is still received after release()
  bool open_answers_repeat = true;  // the target's kernel sends the answer of an open port (a SYN-ACK) again
  State silent = State::kFiltered;  // the state of a pair whose tries all had no answer
};

// Whether the time of this answer is a sample of the round trip. An answer to a SYN that this kernel repeated
// is none, and neither is a SYN-ACK that the target's kernel repeated: Linux repeats both after 1 s
// (TCP_TIMEOUT_INIT).
bool measures_round_trip(const Traits& traits, const Answer& answer);

}  // namespace sounder

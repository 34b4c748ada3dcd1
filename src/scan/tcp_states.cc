#include "scan/tcp_states.h"

namespace sounder {

State tcp_state_of(Reason reason) {
  switch (reason) {
    case Reason::kSynAck:
      return State::kOpen;
    case Reason::kReset:
      return State::kClosed;
    case Reason::kNoResponse:
    case Reason::kUnproven:
      return State::kFiltered;
    case Reason::kHostUnreachable:
    case Reason::kNetUnreachable:
    case Reason::kNoSourceAddress:
    case Reason::kProhibited:
    case Reason::kProtoUnreachable:
    case Reason::kPortUnreachable:
    case Reason::kUnreachable:
    case Reason::kNetProhibited:
    case Reason::kHostProhibited:
    case Reason::kTimeExceeded:
    case Reason::kParameterProblem:
    case Reason::kNoRoute:
    case Reason::kBeyondScope:
    case Reason::kRejectRoute:
      return State::kUnreachable;
    case Reason::kNoDescriptors:
    case Reason::kNoLocalPorts:
    case Reason::kNoNeighbours:
    case Reason::kNoBuffers:
    case Reason::kLocalFirewall:
    case Reason::kRouteLost:
    case Reason::kInterrupted:
      return State::kUntested;
  }
  return State::kUntested;
}

}  // namespace sounder

#include "scan/names.h"

namespace sounder {

std::string_view name_of(State state) {
  switch (state) {
    case State::kOpen:
      return "open";
    case State::kClosed:
      return "closed";
    case State::kFiltered:
      return "filtered";
    case State::kUnreachable:
      return "unreachable";
    case State::kUntested:
      return "untested";
  }
  return "";
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::kSynAck:
      return "syn-ack";
    case Reason::kReset:
      return "reset";
    case Reason::kNoResponse:
      return "no-response";
    case Reason::kUnproven:
      return "unproven";
    case Reason::kHostUnreachable:
      return "host-unreach";
    case Reason::kNetUnreachable:
      return "net-unreach";
    case Reason::kNoSourceAddress:
      return "no-source-address";
    case Reason::kProhibited:
      return "admin-prohibited";
    case Reason::kProtoUnreachable:
      return "proto-unreach";
    case Reason::kPortUnreachable:
      return "port-unreach";
    case Reason::kUnreachable:
      return "dest-unreach";
    case Reason::kNetProhibited:
      return "net-prohibited";
    case Reason::kHostProhibited:
      return "host-prohibited";
    case Reason::kTimeExceeded:
      return "time-exceeded";
    case Reason::kParameterProblem:
      return "param-problem";
    case Reason::kNoRoute:
      return "no-route";
    case Reason::kBeyondScope:
      return "beyond-scope";
    case Reason::kRejectRoute:
      return "reject-route";
    case Reason::kNoDescriptors:
      return "no-descriptors";
    case Reason::kNoLocalPorts:
      return "no-local-ports";
    case Reason::kNoNeighbours:
      return "no-neighbours";
    case Reason::kNoBuffers:
      return "no-buffers";
    case Reason::kLocalFirewall:
      return "local-firewall";
    case Reason::kInterrupted:
      return "interrupted";
  }
  return "";
}

std::string_view name_of(Transport transport) {
  switch (transport) {
    case Transport::kTcp:
      return "tcp";
  }
  return "";
}

}  // namespace sounder

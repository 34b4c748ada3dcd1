#include "scan/engine/reasons.h"

#include <cerrno>

namespace sounder {

Reason reason_of(Said said) {
  switch (said) {
    case Said::kSynAck:
      return Reason::kSynAck;
    case Said::kReset:
      return Reason::kReset;
    case Said::kHostUnreachable:
      return Reason::kHostUnreachable;
    case Said::kNetUnreachable:
      return Reason::kNetUnreachable;
    case Said::kPortUnreachable:
      return Reason::kPortUnreachable;
    case Said::kProtoUnreachable:
      return Reason::kProtoUnreachable;
    case Said::kUnreachable:
      return Reason::kUnreachable;
    case Said::kNetProhibited:
      return Reason::kNetProhibited;
    case Said::kHostProhibited:
      return Reason::kHostProhibited;
    case Said::kProhibited:
      return Reason::kProhibited;
    case Said::kTimeExceeded:
      return Reason::kTimeExceeded;
    case Said::kParameterProblem:
      return Reason::kParameterProblem;
    case Said::kNoRoute:
      return Reason::kNoRoute;
    case Said::kBeyondScope:
      return Reason::kBeyondScope;
    case Said::kRejectRoute:
      return Reason::kRejectRoute;
  }
  return Reason::kUnreachable;
}

std::optional<Reason> path_reason_of(Errno error) {
  switch (error) {
    case EHOSTUNREACH:
    case EHOSTDOWN:
      return Reason::kHostUnreachable;
    case ENETUNREACH:
    case ENETDOWN:
    case ENODEV:
    case ENXIO:
    case EINVAL:  // an address that no packet can go to (240.0.0.0/4, a link-local one without its interface)
    case EAFNOSUPPORT:  // the kernel has no such family: no route either
      return Reason::kNetUnreachable;
    case ENOPROTOOPT:
      return Reason::kProtoUnreachable;
    case EACCES:  // a route of type prohibit, or a broadcast address
      return Reason::kProhibited;
    default:
      return std::nullopt;
  }
}

}  // namespace sounder

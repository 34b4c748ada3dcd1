#include "echo/load_thread.h"

#include <cerrno>

namespace sounder {

bool is_shortage(Errno code) {
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM || code == EADDRNOTAVAIL ||
         code == EAGAIN;  // connect(2): no local port in IPv6 of older kernels
}

LoadError kind_of(Errno code) {
  switch (code) {
    case ECONNREFUSED:
      return LoadError::kRefused;
    case ECONNRESET:
    case EPIPE:
      return LoadError::kReset;
    case EHOSTUNREACH:
    case ENETUNREACH:
      return LoadError::kUnreachable;
    case ETIMEDOUT:
      return LoadError::kConnectTimedOut;
    default:
      return LoadError::kOther;
  }
}

}  // namespace sounder

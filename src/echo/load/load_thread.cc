#include "echo/load/load_thread.h"

#include <cerrno>

namespace sounder {

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

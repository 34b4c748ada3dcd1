#include "echo/load/load_errors.h"

#include <cerrno>

#include "base/text.h"
#include "echo/open_connection.h"

namespace sounder {

const char* describe(LoadError error) {
  switch (error) {
    case LoadError::kRefused:
      return tr("refused");
    case LoadError::kUnreachable:
      return tr("no route");
    case LoadError::kConnectTimedOut:
      return tr("connect timed out");
    case LoadError::kReset:
      return tr("reset");
    case LoadError::kClosedEarly:
      return tr("closed by the server");
    case LoadError::kTimedOut:
      return tr("no answer in time");
    case LoadError::kNoEnd:
      return tr("not closed by the server");
    case LoadError::kHandshake:
      return tr("TLS handshake failed");
    case LoadError::kOther:
      break;
  }
  return tr("other");
}

std::string first_failure(const LoadTotals& totals) {
  for (std::size_t i = 0; i < kLoadErrors; ++i) {
    const auto kind = static_cast<LoadError>(i);
    if (totals.errors[i] == 0) continue;
    switch (kind) {
      case LoadError::kRefused:
        return describe_connect_failure(ECONNREFUSED);
      case LoadError::kUnreachable:
        return describe_connect_failure(EHOSTUNREACH);
      case LoadError::kConnectTimedOut:
        return describe_connect_failure(ETIMEDOUT);
      case LoadError::kHandshake:
        return totals.handshake;
      case LoadError::kOther:
        return describe_errno(totals.other);
      default:
        return describe(kind);
    }
  }
  return describe_connect_failure(ETIMEDOUT);
}

Error load_shortage(Errno why, const LoadOptions& options) {
  const auto refused = [](std::string message) { return Error{Fault::kMachine, std::move(message)}; };
  switch (why) {
    case EMFILE:
      return refused(
          text(tr("this process may not open descriptors for {0} connections; raise the limit (ulimit -n)"),
               options.connections));
    case ENFILE:
      return refused(tr("this machine is out of descriptors; raise fs.file-max"));
    case EADDRNOTAVAIL:
    case EADDRINUSE:
    case EAGAIN:
      return refused(
          text(tr("no local port is left for connections to {0}; use more source addresses, or widen "
                  "net.ipv4.ip_local_port_range"),
               options.target.to_string()));
    default:
      return refused(text(tr("this machine lacks resources for connections: {0}"), describe_errno(why)));
  }
}

}  // namespace sounder

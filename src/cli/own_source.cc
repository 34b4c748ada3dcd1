#include "cli/own_source.h"

#include <cerrno>

#include "base/text.h"
#include "net/routes.h"
#include "net/socket.h"

namespace sounder {
namespace {

// With net.ipv4.ip_nonlocal_bind a socket takes any address, so the routes are asked too.
bool is_foreign(const Address& source) {
  auto routes = Routes::open();
  if (!routes) return false;
  const RouteKind kind = routes->to(source);
  return kind != RouteKind::kLocal && kind != RouteKind::kUnknown;
}

}  // namespace

Result<void> check_own_source(const Address& source) {
  const Errno why = bindable(source);
  if (why == EADDRNOTAVAIL || (why == 0 && is_foreign(source)))
    return machine_refused(text(tr("--source {0}: this machine has no such address; 'ip address' lists them"),
                                source.to_string()));
  if (why != 0)
    return machine_refused(text(tr("--source {0}: {1}"), source.to_string(), describe_errno(why)));
  return {};
}

}  // namespace sounder

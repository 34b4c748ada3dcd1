#include "cli/serve_sockets.h"

#include "base/text.h"
#include "cli/ports.h"
#include "echo/listeners.h"

namespace sounder {
namespace {

Result<ServeSockets> take_handed(const ServeJob& job, HandedSockets handed) {
  if (!job.listen.empty())
    return bad_input(tr(
        "--listen: the service manager hands sockets over, and its .socket unit says where to listen; leave "
        "--listen out, or start without that unit"));
  if (handed.listeners.empty())
    return machine_refused(
        tr("the service manager hands over no TCP socket; add ListenStream=PORT to its .socket unit"));
  return ServeSockets{std::move(handed.listeners)};
}

}  // namespace

Result<ServeSockets> open_serve_sockets(const ServeJob& job, HandedSockets handed) {
  if (!handed.empty()) return take_handed(job, std::move(handed));
  auto listeners = job.listen.empty() ? open_listeners_everywhere(kEchoPort) : open_listeners(job.listen);
  if (!listeners) return std::unexpected(listeners.error());
  return ServeSockets{std::move(*listeners)};
}

}  // namespace sounder

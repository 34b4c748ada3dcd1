#include "cli/serve/serve_sockets.h"

#include "base/text.h"
#include "cli/ports.h"
#include "echo/serve/listeners.h"
#include "echo/serve/udp_server.h"

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
  if (job.udp && handed.datagrams.empty())
    return machine_refused(tr(
        "--udp: the service manager hands over no UDP socket; add ListenDatagram=PORT to its .socket unit"));
  if (!job.udp && !handed.datagrams.empty())
    return bad_input(tr(
        "the service manager hands over a UDP socket; add --udp, or take ListenDatagram= out of its .socket "
        "unit"));
  return ServeSockets{std::move(handed.listeners), std::move(handed.datagrams)};
}

}  // namespace

Result<ServeSockets> open_serve_sockets(const ServeJob& job, HandedSockets handed) {
  if (!handed.empty()) return take_handed(job, std::move(handed));
  auto listeners = job.listen.empty() ? open_listeners_everywhere(kEchoPort) : open_listeners(job.listen);
  if (!listeners) return std::unexpected(listeners.error());
  if (!job.udp) return ServeSockets{std::move(*listeners), {}};
  auto datagrams = open_datagrams_beside(*listeners);
  if (!datagrams) return std::unexpected(datagrams.error());
  return ServeSockets{std::move(*listeners), std::move(*datagrams)};
}

}  // namespace sounder

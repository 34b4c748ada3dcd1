#include "cli/serve/serve_sockets.h"

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/text.h"
#include "echo/serve/listeners.h"
#include "echo/serve/udp_server.h"

namespace sounder {
namespace {

Result<ServeSockets> take_handed(const ServeJob& job, HandedSockets handed) {
  if (job.listen.given)
    return bad_input(
        tr("--listen, --port: the service manager passes sockets, and its .socket unit says where to listen; "
           "omit "
           "these flags, or start without that unit"));
  if (handed.listeners.empty())
    return machine_refused(
        tr("the service manager passes no TCP socket; add ListenStream=PORT to its .socket unit"));
  if (job.udp && handed.datagrams.empty())
    return machine_refused(
        tr("--udp: the service manager passes no UDP socket; add ListenDatagram=PORT to its .socket unit"));
  if (!job.udp && !handed.datagrams.empty())
    return bad_input(
        tr("the service manager passes a UDP socket; add --udp, or remove ListenDatagram= from its .socket "
           "unit"));
  return ServeSockets{std::move(handed.listeners), std::move(handed.datagrams)};
}

Error listen_error(const ListenError& error) {
  const char* message = tr("cannot listen on {0}: {1}");
  if (error.code == EADDRINUSE)
    message = tr("cannot listen on {0}: the address is in use; choose another port with --listen");
  if (error.code == EACCES)
    message =
        tr("cannot listen on {0}: no permission; a port below 1024 needs root or CAP_NET_BIND_SERVICE, "
           "choose another with --listen");
  if (error.code == EADDRNOTAVAIL) message = tr("cannot listen on {0}: this machine has no such address");
  return {Fault::kMachine, text(message, error.where.to_string(), describe_errno(error.code))};
}

Error udp_listen_error(const ListenError& error) {
  const char* message = tr("cannot listen on {0}/udp: {1}");
  if (error.code == EADDRINUSE)
    message = tr(
        "cannot listen on {0}/udp: the address is in use; choose another port with --listen, or omit --udp");
  return {Fault::kMachine, text(message, error.where.to_string(), describe_errno(error.code))};
}

}  // namespace

Result<ServeSockets> open_serve_sockets(const ServeJob& job, HandedSockets handed) {
  if (!handed.empty()) return take_handed(job, std::move(handed));
  ServeSockets sockets;
  for (const Port port : job.listen.every_address) {
    auto listeners = open_listeners_everywhere(port);
    if (!listeners) return std::unexpected(listen_error(listeners.error()));
    std::ranges::move(*listeners, std::back_inserter(sockets.listeners));
  }
  auto listeners = open_listeners(job.listen.endpoints);
  if (!listeners) return std::unexpected(listen_error(listeners.error()));
  std::ranges::move(*listeners, std::back_inserter(sockets.listeners));
  if (!job.udp) return sockets;
  auto datagrams = open_datagrams_beside(sockets.listeners);
  if (!datagrams) return std::unexpected(udp_listen_error(datagrams.error()));
  sockets.datagrams = std::move(*datagrams);
  return sockets;
}

}  // namespace sounder

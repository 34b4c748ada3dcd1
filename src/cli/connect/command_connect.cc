// sounder connect: to an echo server, from a terminal or from a pipe.
#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "base/duration.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/connect/terminal_client.h"
#include "cli/privileges.h"
#include "cli/say.h"
#include "cli/server_target.h"
#include "cli/tls_flags.h"
#include "cli/values.h"
#include "echo/connect/pump.h"
#include "echo/connect/tls_bridge.h"
#include "net/socket.h"
#include "report/text/echo_text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

// Time limit of `connect` for a connection.
constexpr Duration kConnectTimeout = std::chrono::seconds(10);

struct ConnectFlags {
  ServerTargetFlags target;
  std::string timeout;
  TlsFlags tls;
};

Result<ConnectRequest> parse_request(const ConnectFlags& flags) {
  auto request = parse_server_target(flags.target);
  if (!request) return request;
  const auto timeout = duration_flag("--timeout", flags.timeout, std::chrono::milliseconds(1));
  if (!timeout) return std::unexpected(timeout.error());
  request->timeout = timeout->value_or(kConnectTimeout);
  return request;
}

// A connected socket for plain bytes: the connection itself, or one end of a TLS bridge to it.
struct Connection {
  Fd socket;
  std::string where;  // for people
  std::unique_ptr<TlsBridge> tls;
};

Result<Connection> connect(const ConnectRequest& request, const TlsClient* tls, ModeSignals* signals,
                           const StopSignal& stop) {
  auto socket = connect_to(request, stop.fd());
  if (!socket) return std::unexpected(socket.error());
  set_no_delay(socket->get());
  const auto peer = remote_endpoint(socket->get());
  Connection connection{std::move(*socket), peer ? peer->to_string() : request.host, nullptr};
  if (tls == nullptr) {
    if (signals != nullptr) signals->begin();
    return connection;
  }
  connection.tls = std::make_unique<TlsBridge>(std::move(connection.socket), tls->stream(request.host));
  if (auto done = connection.tls->handshake(request.timeout, stop.fd()); !done) {
    if (connection.tls->distrusts()) done.error().message = with_trust_advice(done.error().message);
    return std::unexpected(done.error());
  }
  connection.where += fmt::format(" ({})", connection.tls->describe());
  connection.socket = connection.tls->take_plain();
  if (signals != nullptr) signals->begin();  // before the thread
  connection.tls->start();
  return connection;
}

Result<int> run_terminal(Fd socket, const std::string& where, const ConnectRequest& request,
                         ModeSignals& signals, const StopSignal& stop) {
  say(text(tr("Connected to {0}. Ctrl-D leaves."), where) + "\n");
  TerminalClient client(std::move(socket), stop.fd(), signals, request.timeout);
  const auto done = client.run();
  if (!done) return std::unexpected(done.error());
  return exit_code::kDone;
}

Result<int> run_pipe(const Fd& socket, const StopSignal& stop) {
  PumpEnds ends{socket.get(), STDIN_FILENO, STDOUT_FILENO, stop.fd(), {}};
  EchoText echo(tr("Echo: "));
  if (is_terminal(STDOUT_FILENO))
    ends.rendering = [&](std::span<const std::byte> bytes) {
      return bytes.empty() ? echo.finish() : echo.take(bytes);
    };
  const auto totals = pump(ends);
  if (!totals) return std::unexpected(totals.error());
  return exit_code::kDone;
}

}  // namespace

Run declare_connect(CLI::App& app, MachineDefaults) {
  const auto flags = std::make_shared<ConnectFlags>();
  declare_server_target(app, flags->target);
  app.add_option("--timeout", flags->timeout,
                 text(tr("for the name and all its addresses together [default: {0}]"),
                      format_duration(kConnectTimeout)))
      ->type_name("DUR");
  declare_family_flags(app, flags->target);
  declare_tls_flags(app, flags->tls);
  return [flags](const RunContext& context) -> Result<int> {
    forgo_raw_packets();
    const StopSignal& stop = context.stop;
    const auto request = parse_request(*flags);
    if (!request) return std::unexpected(request.error());
    const auto tls = parse_tls(flags->tls);
    if (!tls) return std::unexpected(tls.error());
    const bool interactive = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
    ModeSignals signals;
    auto connection = connect(*request, tls->get(), interactive ? &signals : nullptr, stop);
    if (!connection) return std::unexpected(connection.error());
    const auto code =
        interactive ? run_terminal(std::move(connection->socket), connection->where, *request, signals, stop)
                    : run_pipe(connection->socket, stop);
    if (connection->tls && !code && code.error().fault == Fault::kPeer && !connection->tls->error().empty())
      return peer_failed(text("{0} (TLS: {1})", code.error().message, connection->tls->error()));
    return code;
  };
}

}  // namespace sounder

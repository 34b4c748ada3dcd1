// sounder connect: to an echo server, from a terminal or from a pipe.
#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "base/duration.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/connect/terminal_client.h"
#include "cli/ports.h"
#include "cli/privileges.h"
#include "cli/say.h"
#include "cli/tls_flags.h"
#include "cli/values.h"
#include "echo/connect/client.h"
#include "echo/connect/pump.h"
#include "echo/connect/tls_bridge.h"
#include "net/socket.h"
#include "report/text/echo_text.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

// Time limit of `connect` for a connection.
constexpr Duration kConnectTimeout = std::chrono::seconds(10);

struct ConnectWords {
  std::string target;
  std::string timeout;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
  TlsWords tls;
};

Result<ConnectRequest> parse_request(const ConnectWords& words) {
  auto where = parse_host_port(words.target);
  if (!where) return std::unexpected(where.error());
  if (words.only_ipv4 && words.only_ipv6) return bad_input(tr("-4 and -6 exclude each other"));
  const auto timeout = duration_flag("--timeout", words.timeout, std::chrono::milliseconds(1));
  if (!timeout) return std::unexpected(timeout.error());
  ConnectRequest request{
      std::move(where->host), where->port.value_or(kEchoPort), {}, timeout->value_or(kConnectTimeout)};
  if (words.only_ipv4) request.family = Family::kIpv4;
  if (words.only_ipv6) request.family = Family::kIpv6;
  return request;
}

// What the user's side talks to: the connection itself, or a bridge to it.
struct Line {
  Fd socket;
  std::string where;  // for people
  std::unique_ptr<TlsBridge> tls;
};

Result<Line> connect(const ConnectRequest& request, const TlsClient* tls, const StopSignal& stop) {
  auto socket = connect_to(request, stop.fd());
  if (!socket) return std::unexpected(socket.error());
  set_no_delay(socket->get());
  const auto peer = remote_endpoint(socket->get());
  Line line{std::move(*socket), peer ? peer->to_string() : request.host, nullptr};
  if (tls == nullptr) return line;
  line.tls = std::make_unique<TlsBridge>(std::move(line.socket), tls->stream(request.host));
  if (const auto shaken = line.tls->shake_hands(request.timeout, stop.fd()); !shaken)
    return std::unexpected(shaken.error());
  line.where += fmt::format(" ({})", line.tls->describe());
  line.socket = line.tls->take_plain();
  line.tls->start();
  return line;
}

Result<int> talk(Fd socket, const std::string& where, const ConnectRequest& request, const StopSignal& stop) {
  say(text(tr("Connected to {0}. Ctrl-D leaves."), where) + "\n");
  TerminalClient client(std::move(socket), stop.fd(), request.timeout);
  const auto done = client.run();
  if (!done) return std::unexpected(done.error());
  return exit_code::kDone;
}

Result<int> pass(const Fd& socket, const StopSignal& stop) {
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
  const auto words = std::make_shared<ConnectWords>();
  app.add_option("HOST[:PORT]", words->target,
                 text(tr("the server; for IPv6 with a port [ADDR]:PORT [default: {0}]"), number(kEchoPort)))
      ->required();
  app.add_option(
         "--timeout", words->timeout,
         text(tr("for all addresses of the host together [default: {0}]"), format_duration(kConnectTimeout)))
      ->type_name("DUR");
  app.add_flag("-4", words->only_ipv4, tr("only IPv4, or only IPv6"));
  app.add_flag("-6", words->only_ipv6, tr("only IPv4, or only IPv6"));
  declare_tls_flags(app, words->tls);
  return [words](const RunContext& context) -> Result<int> {
    forgo_raw_packets();
    const StopSignal& stop = context.stop;
    const auto request = parse_request(*words);
    if (!request) return std::unexpected(request.error());
    const auto tls = parse_tls(words->tls);
    if (!tls) return std::unexpected(tls.error());
    auto line = connect(*request, tls->get(), stop);
    if (!line) return std::unexpected(line.error());
    const bool person = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
    const auto code =
        person ? talk(std::move(line->socket), line->where, *request, stop) : pass(line->socket, stop);
    if (line->tls && !code && code.error().fault == Fault::kPeer && !line->tls->error().empty())
      return peer_failed(text("{0} (TLS: {1})", code.error().message, line->tls->error()));
    return code;
  };
}

}  // namespace sounder

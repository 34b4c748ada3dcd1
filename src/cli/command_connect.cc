// sounder connect: to an echo server, from a terminal or from a pipe.
#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "base/duration.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/ports.h"
#include "cli/terminal_client.h"
#include "cli/values.h"
#include "echo/client.h"
#include "echo/pump.h"
#include "net/socket.h"
#include "report/echo_text.h"
#include "report/terminal.h"

namespace sounder {
namespace {

struct ConnectWords {
  std::string target;
  std::string timeout;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
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

Result<int> talk(Fd socket, const ConnectRequest& request, const StopSignal& stop) {
  if (const auto peer = remote_endpoint(socket.get()))
    fmt::print(stderr, "{}\n", text(tr("Connected to {0}. Ctrl-D leaves."), peer->to_string()));
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

Run declare_connect(CLI::App& app) {
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
  return [words](const RunContext& context) -> Result<int> {
    const StopSignal& stop = context.stop;
    const auto request = parse_request(*words);
    if (!request) return std::unexpected(request.error());
    auto socket = connect_to(*request, stop.fd());
    if (!socket) return std::unexpected(socket.error());
    set_no_delay(socket->get());
    if (is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO))
      return talk(std::move(*socket), *request, stop);
    return pass(*socket, stop);
  };
}

}  // namespace sounder

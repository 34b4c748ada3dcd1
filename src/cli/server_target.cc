#include "cli/server_target.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "cli/ports.h"

namespace sounder {
namespace {

// The default ports of the schemes that people paste.
struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array kSchemes{Scheme{"http", 80}, Scheme{"https", 443}, Scheme{"ws", 80},
                              Scheme{"wss", 443}, Scheme{"ftp", 21},    Scheme{"ssh", 22}};

// What to write instead of "SCHEME://[USER@]HOST[:PORT][/...]"; nullopt if `word` is no URL.
std::optional<std::string> instead_of_url(std::string_view word) {
  const std::size_t separator = word.find("://");
  if (separator == std::string_view::npos || separator == 0) return std::nullopt;
  const std::string_view name = word.substr(0, separator);
  std::string_view host = word.substr(separator + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  const auto parsed = parse_host_port(host);
  if (!parsed || parsed->port) return std::string(host);
  for (const Scheme& scheme : kSchemes)
    if (scheme.name == name) return fmt::format("{}:{}", host, scheme.port);
  return std::string(host);
}

}  // namespace

void declare_server_target(CLI::App& app, ServerTargetFlags& flags) {
  // CLI11 2.4 takes no colon in a name.
  app.add_option("HOST", flags.host,
                 text(tr("the server, also HOST:PORT and [IPV6]:PORT [default: {0}]"), number(kEchoPort)))
      ->required();
  app.add_option("PORT", flags.port, tr("its port, as a second argument"));
}

void declare_family_flags(CLI::App& app, ServerTargetFlags& flags) {
  app.add_flag("-4", flags.only_ipv4, tr("only IPv4, or only IPv6"));
  app.add_flag("-6", flags.only_ipv6, tr("only IPv4, or only IPv6"));
}

Result<ConnectRequest> parse_server_target(const ServerTargetFlags& flags) {
  if (const auto instead = instead_of_url(flags.host))
    return bad_input(text(tr("'{0}' is a URL; write {1}"), flags.host, *instead));
  auto where = parse_host_port(flags.host);
  if (!where) return std::unexpected(where.error());
  if (!flags.port.empty()) {
    const auto port = parse_port(flags.port);
    if (!port) return std::unexpected(port.error());
    if (where->port && *where->port != *port)
      return bad_input(text(tr("two ports: '{0}' and '{1}'; give one"), flags.host, flags.port));
    where->port = *port;
  }
  if (flags.only_ipv4 && flags.only_ipv6) return bad_input(tr("-4 and -6 exclude each other"));
  ConnectRequest request{std::move(where->host), where->port.value_or(kEchoPort), {}, {}};
  if (flags.only_ipv4) request.family = Family::kIpv4;
  if (flags.only_ipv6) request.family = Family::kIpv6;
  return request;
}

}  // namespace sounder

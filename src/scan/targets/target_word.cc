#include "scan/targets/target_word.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "net/services.h"

namespace sounder {
namespace {

// Ports of usual schemes that a machine's list of services need not have (RFC 9110, RFC 6455).
constexpr std::array kSchemes{std::pair{"http", Port{80}}, std::pair{"https", Port{443}},
                              std::pair{"ws", Port{80}}, std::pair{"wss", Port{443}}};

std::optional<Port> port_of_scheme(std::string_view scheme, const Services& services) {
  for (const auto& [name, port] : kSchemes)
    if (scheme == name) return port;
  return services.port(scheme);
}

Result<TargetWord> plain_word(std::string_view word) {
  auto ranges = parse_address_word(word);
  if (!ranges) return std::unexpected(ranges.error());
  TargetWord target{.ranges = std::move(*ranges), .host = {}, .ports = {}};
  if (target.ranges.empty()) target.host = word;
  return target;
}

Result<TargetWord> with_ports(std::string_view host, std::string_view ports, std::string_view word,
                              const Services& services) {
  if (host.empty()) return bad_input(text(tr("'{0}' names a port and no host"), word));
  auto target = plain_word(host);
  if (!target) return target;
  auto set = PortSet::parse(ports, services);
  if (!set) return bad_input(text(tr("'{0}': {1}"), word, set.error().message));
  target->ports = std::move(*set);
  return target;
}

// "[::1]", "[::1]:80"
Result<TargetWord> bracketed(std::string_view word, const Services& services) {
  const std::size_t end = word.find(']');
  const std::string_view inside = word.substr(1, end - 1);
  const std::string_view behind = end == std::string_view::npos ? "" : word.substr(end + 1);
  if (end == std::string_view::npos || inside.find(':') == std::string_view::npos ||
      (!behind.empty() && !behind.starts_with(':')))
    return bad_input(text(tr("'{0}': write an IPv6 address with a port like [2001:db8::1]:80"), word));
  if (behind.empty()) return plain_word(inside);
  return with_ports(inside, behind.substr(1), word, services);
}

Result<TargetWord> host_with_ports(std::string_view word, const Services& services) {
  if (word.starts_with('[')) return bracketed(word, services);
  // An IPv6 address has two colons at least.
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos || word.find(':', colon + 1) != std::string_view::npos)
    return plain_word(word);
  return with_ports(word.substr(0, colon), word.substr(colon + 1), word, services);
}

// SCHEME://[USER@]HOST[:PORT][/...] (RFC 3986)
Result<TargetWord> url(std::string_view word, std::size_t colon, const Services& services) {
  std::string_view authority = word.substr(colon + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1);  // none: npos + 1 is 0
  if (authority.empty()) return bad_input(text(tr("'{0}' names no host"), word));
  if (authority.ends_with(':')) authority.remove_suffix(1);  // an empty port is the usual one
  auto target = host_with_ports(authority, services);
  if (!target || target->ports) return target;
  std::string scheme(word.substr(0, colon));
  std::ranges::transform(scheme, scheme.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  const auto port = port_of_scheme(scheme, services);
  if (!port)
    return bad_input(
        text(tr("'{0}': no service is called '{1}'; give the port, like {2}:80"), word, scheme, authority));
  target->ports = PortSet(std::array{*port});
  return target;
}

}  // namespace

Result<TargetWord> parse_target_word(std::string_view word, const Services& services) {
  if (word.empty()) return bad_input(tr("an empty string is not a target"));
  if (const std::size_t colon = word.find("://"); colon != std::string_view::npos)
    return url(word, colon, services);
  return host_with_ports(word, services);
}

}  // namespace sounder

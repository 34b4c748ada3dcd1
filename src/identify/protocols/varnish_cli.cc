// Varnish's command line: varnish-cli(7). It greets; who need not authenticate is told the version.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// "107 59      \n", a challenge, "\n\nAuthentication required.\n\n"
constexpr std::string_view kChallenge = "107 59      \n";

std::optional<Service> parse(const Heard& heard) {
  Service service{.protocol = "varnish-cli", .product = "Varnish"};
  if (heard.bytes.starts_with(kChallenge)) {
    service.info = "authentication required";
    return service;
  }
  if (!heard.bytes.starts_with("200 ") || !contains(heard.bytes, "\nVarnish Cache CLI ")) return std::nullopt;
  service.whole = contains(heard.bytes, "Type 'quit'");
  service.version = between(heard.bytes, "\nvarnish-", " ");
  service.info = "open to anyone";
  service.os = between(between(heard.bytes, "CLI ", "\nvarnish-"), "-\n", ",-");
  return service;
}

}  // namespace

constinit const Protocol kVarnishCli{.name = "varnish-cli", .ports = {6082}, .parse = parse};

}  // namespace sounder

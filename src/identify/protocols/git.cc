// Git's own transport: gitprotocol-pack(5), gitprotocol-v2(5), gitprotocol-common(5).
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// A line of the protocol: its length with these four digits, and text.
std::string pkt_line(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t length = text.size() + 4;
  std::string line;
  for (const unsigned shift : {12U, 8U, 4U, 0U}) line += kDigits[length >> shift & 0xf];
  return line.append(text);
}

// Asks for a repository at the root: there is seldom one, and the daemon says so.
std::string opening(const Peer& peer) {
  std::string request("git-upload-pack /\0host=", 23);
  request += peer.host.substr(0, 256);
  return pkt_line(request.append("\0\0version=2\0", 12));
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Service> parse(const Heard& heard) {
  const std::string_view bytes = heard.bytes;
  if (bytes.size() < 8 || !is_hex(bytes.substr(0, 4))) return std::nullopt;
  const std::string_view line = bytes.substr(4);
  // An error, the answer of version 2, or references: the name of an object, and that of the reference.
  const bool refs = line.size() > 41 && is_hex(line.substr(0, 40)) && line[40] == ' ';
  if (!line.starts_with("ERR ") && !line.starts_with("version 2") && !refs) return std::nullopt;
  Service service{.protocol = "git"};
  const std::string_view agent = between(bytes, "agent=git/", "\n");
  if (!agent.empty()) {
    service.product = "Git";
    service.version = agent.substr(0, agent.find_first_of(" -"));
  }
  // The texts of git-daemon (daemon.c).
  if (contains(line, "access denied or repository not exported")) service.product = "Git";
  if (const auto error = after(line, "ERR ")) set_detail(service, "error", trimmed(*error));
  return service;
}

}  // namespace

constinit const Protocol kGit{.name = "git", .ports = {9418}, .opening = opening, .parse = parse};

}  // namespace sounder

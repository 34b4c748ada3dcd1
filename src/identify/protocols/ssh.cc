// SSH: RFC 4253, 4.2 (identification string) and 7.1 (key exchange).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kPrefix = "SSH-";

// "OpenSSH_9.2p1", "dropbear_2022.83", "libssh_0.10.6": name and version.
void name_software(std::string_view software, Service& service) {
  const char separator = contains(software, "_") ? '_' : '-';
  service.product = take_until(software, separator);
  service.version = software;
  if (service.product == "dropbear") service.product = "Dropbear";
}

// The name lists of SSH_MSG_KEXINIT, which a server sends behind its identification without being asked.
void read_algorithms(std::string_view packet, Service& service) {
  Bytes bytes(packet);
  const std::uint32_t length = bytes.be32();
  bytes.skip(1);  // length of the padding
  constexpr std::uint8_t kKexInit = 20;
  if (length > kMostAnswer || bytes.u8() != kKexInit) return;
  bytes.skip(16);  // cookie
  for (const char* name : {"kex", "host-key", "cipher"}) {
    const std::string_view list = bytes.take(bytes.be32());
    if (!bytes.ok()) {
      service.whole = false;
      return;
    }
    service.details.emplace_back(name, list);
  }
}

std::optional<Service> parse(const Heard& heard) {
  // Lines of other text may come before (RFC 4253, 4.2).
  std::string_view bytes = heard.bytes;
  while (!bytes.starts_with(kPrefix)) {
    if (bytes.empty()) return std::nullopt;
    take_until(bytes, '\n');
  }
  if (!contains(bytes, "\n") && !heard.ended) return std::nullopt;  // it goes on
  std::string_view line = first_line(bytes).substr(kPrefix.size());
  take_until(bytes, '\n');
  Service service{.protocol = "ssh"};
  service.details.emplace_back("protocol", take_until(line, '-'));
  name_software(next_word(line), service);
  service.info = line;
  read_algorithms(bytes, service);
  return service;
}

}  // namespace

constinit const Protocol kSsh{.name = "ssh", .ports = {22, 2222}, .parse = parse};

}  // namespace sounder

// SSH: RFC 4253, 4.2 (identification string) and 7.1 (key exchange). Comments of systems: the sources of
// their packages.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kPrefix = "SSH-";

// What servers say instead of SSH: sshd (sshd.c, kex.c), tinysshd (main_tinysshd.c).
constexpr Mark kRefusals[] = {
    {"Invalid SSH identification string.", "OpenSSH"},
    {"Exceeded MaxStartups", "OpenSSH"},
    {"Not allowed at this time", "OpenSSH"},
    {"tinysshd: ", "TinySSH"},
};

struct Name {
  std::string_view sent;
  std::string_view product;
};
constexpr Name kNames[] = {
    {"OpenSSH_for_Windows", "OpenSSH"},  {"dropbear", "Dropbear"},          {"tinyssh", "TinySSH"},
    {"APACHE-SSHD", "Apache MINA SSHD"}, {"SSHD-CORE", "Apache MINA SSHD"}, {"ROSSSH", "MikroTik RouterOS"},
};

// "OpenSSH_9.2p1", "dropbear_2022.83", "APACHE-SSHD-2.10.0", "mod_sftp/0.9.9": the version begins with the
// first digit behind a separator.
void name_software(std::string_view software, Service& service) {
  std::size_t version = 1;
  while (version < software.size() &&
         !(contains("_-/", software.substr(version - 1, 1)) && is_number(software.substr(version, 1))))
    ++version;
  if (version < software.size()) {
    service.version = software.substr(version);
    software = software.substr(0, version - 1);
  }
  service.product = software;
  if (contains(software, "Windows")) service.os = "Windows";
  for (const Name& name : kNames)
    if (software == name.sent) service.product = name.product;
}

// The name lists of SSH_MSG_KEXINIT. Some servers send it behind their identification, others wait for ours.
void read_algorithms(std::string_view packet, Service& service) {
  Bytes bytes(packet);
  const std::uint32_t length = bytes.be32();
  bytes.skip(1);  // length of the padding
  constexpr std::uint8_t kKexInit = 20;
  if (length > kMostAnswer || bytes.u8() != kKexInit) return;
  bytes.skip(16);  // cookie
  for (const char* name : {"kex", "host-key", "cipher", "", "mac"}) {
    const std::string_view list = bytes.take(bytes.be32());
    service.whole = bytes.ok();
    if (!service.whole) return;
    if (*name != '\0') set_detail(service, name, list);
  }
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) {
    Service service = *heard.before;
    service.ask.clear();
    read_algorithms(heard.bytes, service);
    return service;
  }
  // Lines of other text may come before (RFC 4253, 4.2).
  std::string_view bytes = heard.bytes;
  while (!bytes.starts_with(kPrefix) && !bytes.empty()) take_until(bytes, '\n');
  Service service{.protocol = "ssh"};
  if (bytes.empty()) {
    name_product(first_line(heard.bytes), kRefusals, service);
    if (service.product.empty()) return std::nullopt;
    service.info = first_line(heard.bytes);
    return service;
  }
  if (bytes.size() < heard.bytes.size()) service.sure = Sureness::kLooksLike;
  if (!contains(bytes, "\n") && !heard.ended) return std::nullopt;  // it goes on
  std::string_view line = first_line(bytes).substr(kPrefix.size());
  take_until(bytes, '\n');
  const std::string_view protocol = take_until(line, '-');
  service.details.emplace_back("protocol", protocol);
  name_software(next_word(line), service);
  if (service.product != "TinySSH") service.info = line;  // a random number
  name_os(line, service);
  read_algorithms(bytes, service);
  if (service.details.size() == 1 && protocol != "1.5") service.ask = "SSH-2.0-sounder\r\n";
  return service;
}

}  // namespace

constinit const Protocol kSsh{.name = "ssh", .ports = {22, 2222}, .parse = parse};

}  // namespace sounder

// SMB 1 to 3: [MS-CIFS] 2.2.4.52 and [MS-SMB] 2.2.4.6.2 (version 1), [MS-SMB2] 2.2.3 to 2.2.6, [MS-NLMP].
// One negotiation for all versions; then that of versions 2 and 3 if there is one; then a login that is begun
// for what its challenge tells, and never finished.
#include <fmt/format.h>

#include "identify/bytes.h"
#include "identify/ntlm.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kSmb1 = "\xffSMB";
constexpr std::string_view kSmb2 = "\xfeSMB";
constexpr std::uint8_t kNegotiate1 = 0x72;
constexpr std::uint8_t kSetup1 = 0x73;
constexpr std::uint16_t kNegotiate2 = 0;
constexpr std::uint16_t kSetup2 = 1;
constexpr std::uint16_t kAnyOf2 = 0x02ff;  // as a dialect: "negotiate again"

// A message in its NetBIOS session packet (RFC 1002, 4.3.1), all of whose length fits.
std::string packet(const std::string& message) {
  return be32_bytes(static_cast<std::uint32_t>(message.size())) + message;
}

std::string header1(std::uint8_t command) {
  // Flags: canonical paths, no case. More: Unicode, NT status, extended security, long names.
  return std::string(kSmb1) + static_cast<char>(command) + std::string(4, '\0') + "\x18" +
         le16_bytes(0xc801) + std::string(12, '\0') + le16_bytes(0) + le16_bytes(0xfeff) +
         std::string(4, '\0');
}

std::string header2(std::uint16_t command) {
  std::string header = std::string(kSmb2) + le16_bytes(64) + le16_bytes(1) + le32_bytes(0);
  header += le16_bytes(command) + le16_bytes(31) + std::string(8, '\0');
  header += le32_bytes(command + 1U);  // the number of the message; that of the first negotiation was 0
  return header + std::string(36, '\0');
}

std::string opening(const Peer&) {
  const std::string dialects("\2NT LM 0.12\0\2SMB 2.002\0\2SMB 2.???\0", 34);
  return packet(header1(kNegotiate1) + '\0' + le16_bytes(static_cast<std::uint16_t>(dialects.size())) +
                dialects);
}

std::string negotiate2() {
  std::string body = le16_bytes(36) + le16_bytes(5) + le16_bytes(1) + le16_bytes(0) + le32_bytes(0x7f);
  body += std::string("sounder.invalid.");                               // the client's GUID
  body += le32_bytes(64 + 36 + 10 + 2) + le16_bytes(1) + le16_bytes(0);  // where contexts begin, and how many
  for (const int dialect : {0x0202, 0x0210, 0x0300, 0x0302, 0x0311})
    body += le16_bytes(static_cast<std::uint16_t>(dialect));
  body += le16_bytes(0);
  // SMB2_PREAUTH_INTEGRITY_CAPABILITIES: SHA-512, with 32 bytes of salt.
  body += le16_bytes(1) + le16_bytes(38) + le32_bytes(0) + le16_bytes(1) + le16_bytes(32) + le16_bytes(1);
  return packet(header2(kNegotiate2) + body + std::string(32, 's'));
}

std::string setup2() {
  const std::string token = ntlm_negotiate();
  std::string body = le16_bytes(25) + std::string("\0\1", 2) + le32_bytes(0) + le32_bytes(0);
  body += le16_bytes(64 + 24) + le16_bytes(static_cast<std::uint16_t>(token.size())) + std::string(8, '\0');
  return packet(header2(kSetup2) + body + token);
}

std::string setup1() {
  const std::string token = ntlm_negotiate();
  std::string body = std::string("\x0c\xff\0\0\0", 5) + le16_bytes(4356) + le16_bytes(1) + le16_bytes(0) +
                     le32_bytes(0) + le16_bytes(static_cast<std::uint16_t>(token.size())) + le32_bytes(0) +
                     le32_bytes(0x8000'00d4);  // Unicode, NT, NT status, level II, extended security
  const std::string names(5, '\0');            // padding; how the client calls itself: not at all
  body += le16_bytes(static_cast<std::uint16_t>(token.size() + names.size()));
  return packet(header1(kSetup1) + body + token + names);
}

Service with_challenge(std::string_view message, Service service) {
  service.ask.clear();
  const auto challenge = parse_ntlm_challenge(message);
  if (!challenge) return service;
  name_host(*challenge, service);
  // Samba calls itself Windows 6.1 without a build.
  if (service.product.empty()) service.product = challenge->build == 0 ? "Samba" : "Microsoft SMB";
  return service;
}

// The answer to a login begun in version 1 ends with the names of the system and of the software, such as
// "Unix" and "Samba 3.6.25", or "Windows 5.1" and "Windows 2000 LAN Manager".
Service after_setup1(std::string_view message, Bytes bytes, Service service) {
  bytes.skip(7);  // count of words, next command, action
  const std::uint16_t token_length = bytes.le16();
  bytes.skip(2);  // count of bytes
  bytes.skip(token_length);
  if ((message.size() - bytes.rest().size()) % 2 == 1) bytes.skip(1);  // Unicode is aligned
  const std::string names = utf16_text(bytes.rest());
  std::string_view rest = names;
  const std::string_view system = take_until(rest, '\0');
  const std::string_view software = take_until(rest, '\0');
  if (system.starts_with("Windows") && !software.starts_with("Samba")) service.os = system;
  if (const auto version = after(software, "Samba ")) {
    service.product = "Samba";
    service.version = *version;
  }
  return with_challenge(message, std::move(service));
}

std::optional<Service> parse1(std::string_view message, const Heard& heard) {
  Bytes bytes(message.substr(kSmb1.size()));
  const std::uint8_t command = bytes.u8();
  bytes.skip(27);
  if (heard.before != nullptr && command == kSetup1) return after_setup1(message, bytes, *heard.before);
  const std::uint8_t words = bytes.u8();
  bytes.skip(2);  // dialect
  const std::uint8_t security = bytes.u8();
  if (!bytes.ok() || command != kNegotiate1) return std::nullopt;
  Service service{.protocol = "smb", .info = "SMB 1"};
  if (words < 17) return service;
  const bool required = (security & 8) != 0;
  service.details.emplace_back("signing", required              ? "required"
                                          : (security & 4) != 0 ? "enabled"
                                                                : "disabled");
  service.ask = setup1();
  return service;
}

std::optional<Service> parse2(std::string_view message, const Heard& heard) {
  Bytes bytes(message.substr(kSmb2.size()));
  bytes.skip(8);
  const std::uint16_t command = bytes.le16();
  bytes.skip(50);
  if (heard.before != nullptr && command == kSetup2) return with_challenge(message, *heard.before);
  bytes.skip(2);
  const std::uint16_t security = bytes.le16();
  const std::uint16_t dialect = bytes.le16();
  if (!bytes.ok() || command != kNegotiate2) return std::nullopt;
  Service service{.protocol = "smb"};
  if (dialect == kAnyOf2 && heard.before == nullptr) {
    service.info = "SMB 2";
    service.ask = negotiate2();
    return service;
  }
  service.info = fmt::format("SMB {}.{}", dialect >> 8U, dialect >> 4U & 0xf);
  if ((dialect & 0xf) != 0) service.info += fmt::format(".{}", dialect & 0xf);
  service.details.emplace_back("signing", (security & 2) != 0 ? "required" : "enabled");
  service.ask = setup2();
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  const std::uint32_t length = bytes.be32();
  const std::string_view message = bytes.take(std::min<std::size_t>(length, bytes.rest().size()));
  std::optional<Service> service;
  if (message.starts_with(kSmb1)) service = parse1(message, heard);
  if (message.starts_with(kSmb2)) service = parse2(message, heard);
  if (!service || message.size() == length) return service;
  service->whole = false;
  service->ask.clear();
  return service;
}

}  // namespace

constinit const Protocol kSmb{.name = "smb", .ports = {445, 139}, .opening = opening, .parse = parse};

}  // namespace sounder

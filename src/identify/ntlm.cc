#include "identify/ntlm.h"

#include <fmt/format.h>

#include "identify/bytes.h"

namespace sounder {
namespace {

constexpr std::string_view kSignature("NTLMSSP\0", 8);
constexpr std::uint32_t kNegotiate = 1;
constexpr std::uint32_t kChallenge = 2;

// Unicode, tell the target, NTLM, sign always, extended session security, tell the version, 128 and 56 bits.
constexpr std::uint32_t kFlags = 0x1 | 0x4 | 0x200 | 0x8000 | 0x80000 | 0x2000000 | 0x20000000 | 0x80000000;
constexpr std::uint32_t kHasVersion = 0x2000000;

// AV_PAIR, 2.2.2.1
enum Pair : std::uint8_t { kEnd, kComputer, kDomain, kDnsComputer, kDnsDomain };

void read_pairs(Bytes pairs, NtlmChallenge& challenge) {
  while (pairs.ok()) {
    const std::uint16_t kind = pairs.le16();
    const std::string text = utf16_text(pairs.take(pairs.le16()));
    if (!pairs.ok() || kind == kEnd) return;
    if (kind == kComputer) challenge.computer = text;
    if (kind == kDomain) challenge.domain = text;
    if (kind == kDnsComputer) challenge.dns_computer = text;
    if (kind == kDnsDomain) challenge.dns_domain = text;
  }
}

}  // namespace

std::string ntlm_negotiate() {
  return std::string(kSignature) + le32_bytes(kNegotiate) + le32_bytes(kFlags) + std::string(16, '\0');
}

std::optional<NtlmChallenge> parse_ntlm_challenge(std::string_view bytes) {
  const std::size_t at = bytes.find(kSignature);
  if (at == std::string_view::npos) return std::nullopt;
  bytes.remove_prefix(at);
  Bytes message(bytes);
  message.skip(kSignature.size());
  if (message.le32() != kChallenge) return std::nullopt;
  message.skip(8);  // the target
  const std::uint32_t flags = message.le32();
  message.skip(16);  // challenge, reserved
  const std::uint16_t length = message.le16();
  message.skip(2);
  Bytes pairs(bytes);
  pairs.skip(message.le32());
  NtlmChallenge challenge;
  if ((flags & kHasVersion) != 0) {
    const std::uint8_t major = message.u8();
    const std::uint8_t minor = message.u8();
    challenge.build = message.le16();
    challenge.version = fmt::format("{}.{}.{}", major, minor, challenge.build);
  }
  const std::string_view all = pairs.take(length);
  if (!pairs.ok() || !message.ok()) return std::nullopt;
  read_pairs(Bytes(all), challenge);
  return challenge;
}

void name_host(const NtlmChallenge& challenge, Service& service) {
  service.host = challenge.dns_computer.empty() ? challenge.computer : challenge.dns_computer;
  if (challenge.build != 0) service.os = "Windows " + challenge.version;
  const auto tell = [&service](const char* name, const std::string& value) {
    if (!value.empty()) service.details.emplace_back(name, value);
  };
  tell("netbios-name", challenge.computer);
  tell("netbios-domain", challenge.domain);
  tell("dns-domain", challenge.dns_domain);
}

std::string utf16_text(std::string_view bytes) {
  std::string text;
  Bytes units(bytes);
  while (!units.at_end()) {
    const std::uint16_t unit = units.le16();
    if (!units.ok()) break;
    if (unit < 0x80) {
      text += static_cast<char>(unit);
    } else if (unit < 0x800) {
      text += static_cast<char>(0xc0 | unit >> 6U);
      text += static_cast<char>(0x80 | (unit & 0x3f));
    } else if (unit >= 0xd800 && unit < 0xe000) {
      text += '?';  // one half of a character beyond 16 bits: names have none
    } else {
      text += static_cast<char>(0xe0 | unit >> 12U);
      text += static_cast<char>(0x80 | (unit >> 6U & 0x3f));
      text += static_cast<char>(0x80 | (unit & 0x3f));
    }
  }
  return text;
}

}  // namespace sounder

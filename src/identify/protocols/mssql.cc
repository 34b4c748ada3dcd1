// Microsoft SQL Server: MS-TDS, 2.2.3.1 (packet header), 2.2.6.5 (PRELOGIN), 4.1 (an example).
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

enum Option : std::uint8_t { kVersion = 0, kEncryption = 1, kEnd = 0xff };

// Asks for the version and whether it encrypts: two options, their places behind this list, their values.
std::string opening(const Peer&) {
  return {
      "\x12\x01\0\x1a\0\0\1\0"
      "\0\0\x0b\0\x06"
      "\1\0\x11\0\1"
      "\xff"
      "\0\0\0\0\0\0"
      "\0",
      26};
}

const char* year_of(unsigned major, unsigned minor) {
  switch (major) {
    case 8:
      return "2000";
    case 9:
      return "2005";
    case 10:
      return minor == 50 ? "2008 R2" : "2008";
    case 11:
      return "2012";
    case 12:
      return "2014";
    case 13:
      return "2016";
    case 14:
      return "2017";
    case 15:
      return "2019";
    case 16:
      return "2022";
    case 17:
      return "2025";
    default:
      return "";
  }
}

void read_version(std::string_view value, Service& service) {
  Bytes bytes(value);
  const unsigned major = bytes.u8();
  const unsigned minor = bytes.u8();
  const unsigned build = bytes.be16();
  if (!bytes.ok()) return;
  service.product = "Microsoft SQL Server";
  service.version = std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(build);
  service.info = year_of(major, minor);
}

const char* encryption_of(std::string_view value) {
  constexpr const char* kWords[] = {"for logins", "always", "not supported", "required"};
  const std::size_t code = value.empty() ? 4 : static_cast<unsigned char>(value[0]);
  return code < std::size(kWords) ? kWords[code] : "";
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  constexpr std::uint8_t kAnswer = 4;
  constexpr std::uint8_t kLast = 1;
  if (bytes.u8() != kAnswer || bytes.u8() != kLast) return std::nullopt;
  const std::uint16_t length = bytes.be16();
  bytes.skip(4);  // process, number of the packet, window
  const std::string_view body = bytes.rest();
  // The version is the first option; behind the list comes the first value.
  constexpr std::string_view kFirst("\0\0", 2);
  if (!bytes.ok() || length < 20 || !body.starts_with(kFirst)) return std::nullopt;
  Service service{.protocol = "ms-sql-s"};
  service.whole = heard.bytes.size() >= length;
  while (bytes.ok()) {
    const std::uint8_t option = bytes.u8();
    if (option == kEnd) break;
    const std::size_t place = bytes.be16();
    const std::size_t size = bytes.be16();
    if (option > 16 || place + size > length) return std::nullopt;
    Bytes values(body);
    values.skip(place);
    const std::string_view value = values.take(size);
    if (option == kVersion) read_version(value, service);
    if (const std::string_view word = encryption_of(value); option == kEncryption && !word.empty())
      service.details.emplace_back("encryption", word);
  }
  return service;
}

}  // namespace

constinit const Protocol kMssql{
    .name = "ms-sql-s", .ports = {1433, 1434, 2433}, .opening = opening, .parse = parse};

}  // namespace sounder

// LDAP: RFC 4511; the attributes of the root DSE: RFC 4512, 5.1. BER: X.690.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr char kSequence = 0x30;
constexpr char kOctets = 0x04;
constexpr char kSearchRequest = 0x63;
constexpr char kPresent = static_cast<char>(0x87);  // a filter: the attribute is there
constexpr unsigned char kSearchEntry = 0x64;
constexpr unsigned char kSearchDone = 0x65;

// An element of less than 128 bytes, whose length takes one.
std::string element(char tag, std::string_view contents) {
  return std::string{tag, static_cast<char>(contents.size())}.append(contents);
}

// Asks the root DSE for what names the server. Reading it needs no login.
std::string opening(const Peer&) {
  std::string names;
  for (const char* name : {"vendorName", "vendorVersion", "namingContexts", "objectClass", "dnsHostName"})
    names += element(kOctets, name);
  // Base object, never dereference, no limits, types and values.
  const std::string scope("\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00", 17);
  const std::string search = scope + element(kPresent, "objectClass") + element(kSequence, names);
  return element(kSequence, std::string("\x02\x01\x01", 3) + element(kSearchRequest, search));
}

// The length of an element, in one byte or in up to four that follow.
std::uint32_t length_of(Bytes& bytes) {
  const std::uint8_t first = bytes.u8();
  if (first < 0x80) return first;
  std::uint32_t length = 0;
  for (int i = 0; i < (first & 0x7f) && i < 4; ++i) length = length << 8U | bytes.u8();
  return length;
}

// The first value of an attribute: its name, then a set of strings.
std::string value_of(std::string_view entry, std::string_view name) {
  const std::size_t at = entry.find(name);
  if (at == std::string_view::npos) return {};
  Bytes bytes(entry.substr(at + name.size()));
  bytes.skip(1);
  length_of(bytes);
  bytes.skip(1);
  const std::uint32_t length = length_of(bytes);
  return std::string(bytes.take(length));
}

void name_server(std::string_view entry, Service& service) {
  service.product = value_of(entry, "vendorName");
  service.version = value_of(entry, "vendorVersion");
  service.host = value_of(entry, "dnsHostName");
  if (contains(entry, "OpenLDAProotDSE")) service.product = "OpenLDAP";
  if (const std::string base = value_of(entry, "namingContexts"); !base.empty())
    service.details.emplace_back("base", base);
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  if (bytes.u8() != kSequence) return std::nullopt;
  const std::uint32_t length = length_of(bytes);
  if (bytes.take(2) != std::string_view("\x02\x01", 2)) return std::nullopt;  // the number of the message
  bytes.skip(1);
  const std::uint8_t operation = bytes.u8();
  if (!bytes.ok() || (operation != kSearchEntry && operation != kSearchDone)) return std::nullopt;
  Service service{.protocol = "ldap"};
  service.whole = bytes.rest().size() + 5 >= length;
  if (operation == kSearchEntry) name_server(bytes.rest(), service);
  return service;
}

}  // namespace

constinit const Protocol kLdap{
    .name = "ldap", .ports = {389, 3268, 636, 3269}, .opening = opening, .parse = parse};

}  // namespace sounder

// LDAP: RFC 4511; the attributes of the root DSE: RFC 4512, 5.1, RFC 3045 (vendor), MS-ADTS, 3.1.1.3.2
// (Active Directory). BER: X.690.
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
constexpr unsigned char kExtended = 0x78;                              // a server that says goodbye
constexpr std::string_view kStartTls = "1.3.6.1.4.1.1466.20037";       // RFC 4511, 4.14
constexpr std::string_view kDisconnection = "1.3.6.1.4.1.1466.20036";  // RFC 4511, 4.4.1

// An element of less than 65536 bytes.
std::string element(char tag, std::string_view contents) {
  std::string all(1, tag);
  if (contents.size() < 0x80)
    all += static_cast<char>(contents.size());
  else
    all += '\x82' + be16_bytes(static_cast<std::uint16_t>(contents.size()));
  return all.append(contents);
}

// Asks the root DSE for what names the server. Reading it needs no login.
std::string opening(const Peer&) {
  std::string names;
  for (const char* name : {"vendorName", "vendorVersion", "namingContexts", "objectClass", "dnsHostName",
                           "domainControllerFunctionality", "supportedExtension"})
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

// domainControllerFunctionality: MS-ADTS, 3.1.1.3.2.25.
std::string windows_of(std::string_view level) {
  constexpr std::pair<std::string_view, const char*> kLevels[] = {
      {"2", "2003"},    {"3", "2008"},         {"4", "2008 R2"}, {"5", "2012"},
      {"6", "2012 R2"}, {"7", "2016 to 2022"}, {"10", "2025"}};
  for (const auto& [number, name] : kLevels)
    if (level == number) return std::string("Windows Server ") + name;
  return "Windows";
}

void name_server(std::string_view entry, Service& service) {
  service.product = value_of(entry, "vendorName");
  service.version = value_of(entry, "vendorVersion");
  service.host = value_of(entry, "dnsHostName");
  if (contains(entry, "OpenLDAProotDSE")) service.product = "OpenLDAP";
  // "389-Directory/2.3.1 B2023.202.1542"
  const std::string version = service.version;
  if (auto rest = after(version, "389-Directory/")) {
    service.product = "389 Directory Server";
    service.version = next_word(*rest);
    service.info = *rest;
  }
  if (service.product.starts_with("Samba")) {  // "4.17.12-Debian"
    std::string_view rest = version;
    service.product = "Samba";
    service.version = take_until(rest, '-');
    service.info = rest;
    if (rest == "Debian" || rest == "Ubuntu") service.os = rest;
  }
  if (const std::string level = value_of(entry, "domainControllerFunctionality");
      !level.empty() && service.product.empty()) {
    service.product = "Microsoft Active Directory";
    service.os = windows_of(level);
  }
  if (contains(entry, kStartTls)) service.details.emplace_back("starttls", "offered");
  if (const std::string base = value_of(entry, "namingContexts"); !base.empty())
    service.details.emplace_back("base", base);
}

std::optional<Service> parse(const Heard& heard) {
  Bytes bytes(heard.bytes);
  if (bytes.u8() != kSequence) return std::nullopt;
  const std::uint32_t length = length_of(bytes);
  if (bytes.u8() != 0x02) return std::nullopt;
  const std::string_view number = bytes.take(bytes.u8());  // of the message
  const std::uint8_t operation = bytes.u8();
  if (!bytes.ok() || number.empty() || number.size() > 4) return std::nullopt;
  Service service{.protocol = "ldap"};
  service.whole = bytes.rest().size() + number.size() + 3 >= length;
  if (operation == kSearchEntry)
    name_server(bytes.rest(), service);
  else if (operation == kExtended ? !contains(bytes.rest(), kDisconnection) : operation != kSearchDone)
    return std::nullopt;
  return service;
}

}  // namespace

constinit const Protocol kLdap{
    .name = "ldap", .ports = {389, 3268, 636, 3269}, .opening = opening, .parse = parse};

}  // namespace sounder

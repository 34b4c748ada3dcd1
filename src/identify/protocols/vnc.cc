// RFB, the protocol of VNC: RFC 6143, 7.1.1 (versions), 7.1.2 (security). Numbers of security types: IANA.
// Versions of products: github.com/rfbproto/rfbproto.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

struct Security {
  std::uint8_t type;
  const char* name;
};
constexpr Security kSecurity[] = {{1, "None"},       {2, "VNC"},     {5, "RA2"},      {6, "RA2ne"},
                                  {16, "Tight"},     {17, "Ultra"},  {18, "TLS"},     {19, "VeNCrypt"},
                                  {20, "SASL"},      {21, "MD5"},    {22, "xvp"},     {30, "Diffie-Hellman"},
                                  {33, "MSLogonII"}, {129, "RA256"}, {133, "RA256ne"}};

std::string name_of(std::uint8_t type) {
  for (const Security& security : kSecurity)
    if (security.type == type) return security.name;
  return std::to_string(type);
}

// We choose none of them: that would be a login, or a desktop without one.
Service read_security(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  Bytes bytes(heard.bytes);
  // The server decides up to version 3.3, and lists what it has since.
  const bool decides = heard.asked == "RFB 003.003\n";
  const std::uint32_t count = decides ? 1 : bytes.u8();
  std::string names;
  bool open = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto type = static_cast<std::uint8_t>(decides ? bytes.be32() : bytes.u8());
    if (!bytes.ok() || type == 0) break;
    names += (names.empty() ? "" : " ") + name_of(type);
    open = open || type == 1;
  }
  service.whole = bytes.ok();
  if (!names.empty()) {
    service.info = open ? "no authentication" : "authentication required";
  } else {
    set_detail(service, "refused", bytes.take(bytes.be32()));
  }
  set_detail(service, "security", names);
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_security(heard);
  const auto greeting = after(heard.bytes, "RFB ");
  if (!greeting || greeting->size() < 8 || (*greeting)[3] != '.' || (*greeting)[7] != '\n')
    return std::nullopt;
  const std::string_view version = greeting->substr(0, 7);
  if (!is_number(version.substr(0, 3)) || !is_number(version.substr(4))) return std::nullopt;
  Service service{.protocol = "vnc"};
  set_detail(service, "protocol", version);
  if (version == "003.889") service.product = "Apple Remote Desktop";
  if (version >= "004.000") service.product = "RealVNC";
  const char* ours = version >= "003.008" ? "003.008" : version == "003.007" ? "003.007" : "003.003";
  service.ask = std::string("RFB ") + ours + "\n";
  return service;
}

}  // namespace

constinit const Protocol kVnc{
    .name = "vnc", .ports = {5900, 5901, 5902, 5903, 5904, 5905, 5800}, .parse = parse};

}  // namespace sounder

// Telnet: RFC 854 (commands), RFC 855 (options).
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr unsigned char kSe = 240;
constexpr unsigned char kSb = 250;
constexpr unsigned char kWill = 251;
constexpr unsigned char kWont = 252;
constexpr unsigned char kDo = 253;
constexpr unsigned char kDont = 254;
constexpr unsigned char kIac = 255;

constexpr Mark kMarks[] = {
    {"Microsoft Telnet Service", "Microsoft Telnet Service"},
    {"MikroTik", "MikroTik RouterOS"},
    {"User Access Verification", "Cisco IOS"},
};

struct Said {
  std::string text;      // without commands
  std::string refusals;  // of all options that it offers or asks for
  bool commands = false;
};

Said read(std::string_view from) {
  Said said;
  Bytes bytes(from);
  while (!bytes.at_end()) {
    const std::uint8_t byte = bytes.u8();
    if (byte != kIac) {
      if (byte != 0) said.text += static_cast<char>(byte);
      continue;
    }
    const std::uint8_t command = bytes.u8();
    if (command == kSb) {
      std::uint8_t last = 0;
      for (std::uint8_t next = bytes.u8(); bytes.ok() && !(last == kIac && next == kSe); next = bytes.u8())
        last = next;
    } else if (command >= kWill && command <= kDont) {
      const std::uint8_t option = bytes.u8();
      if (!bytes.ok()) break;
      said.commands = true;
      if (command == kWill || command == kDo)
        for (const unsigned char c : {kIac, command == kWill ? kDont : kWont, option})
          said.refusals += static_cast<char>(c);
    }
  }
  return said;
}

// "vm login: "
std::string_view host_of(std::string_view text) {
  const std::string_view line = text.substr(text.rfind('\n') + 1);
  if (!line.ends_with(" login: ")) return {};
  const std::string_view host = line.substr(0, line.size() - 8);
  return contains(host, " ") ? std::string_view() : host;
}

bool asks_for_login(std::string_view text) {
  const std::string prompt = lower(trimmed(text.substr(text.rfind('\n') + 1)));
  return is_text(text) &&
         (prompt.ends_with("login:") || prompt.ends_with("username:") || prompt.ends_with("password:"));
}

// Servers that negotiate show their text once all is refused.
std::optional<Service> parse(const Heard& heard) {
  const Said said = read(heard.bytes);
  const bool negotiates = said.commands && static_cast<unsigned char>(heard.bytes[0]) == kIac;
  Service service{.protocol = "telnet", .sure = negotiates ? Sureness::kSays : Sureness::kLooksLike};
  if (heard.before != nullptr)
    service = *heard.before;
  else if (!negotiates && !asks_for_login(said.text))
    return std::nullopt;
  service.ask = said.refusals;
  name_product(said.text, kMarks, service);
  name_os(said.text, service);
  if (const auto host = host_of(said.text); !host.empty()) service.host = host;
  set_detail(service, "text", trimmed(said.text));
  return service;
}

}  // namespace

constinit const Protocol kTelnet{.name = "telnet", .ports = {23, 2323, 992}, .parse = parse};

}  // namespace sounder

#include "identify/greeting.h"

#include "identify/bytes.h"

namespace sounder {
namespace {

constexpr const char* kSystems[] = {"Debian",  "Ubuntu", "Raspbian", "FreeBSD", "OpenBSD", "NetBSD", "Fedora",
                                    "Red Hat", "CentOS", "Alpine",   "Windows", "macOS",   "SunOS",  "Linux"};

// The last line has a space behind the code, or nothing.
bool is_last_line(std::string_view line, std::string_view code) {
  const auto rest = after(line, code);
  return rest && (trimmed(*rest).empty() || rest->starts_with(' '));
}

}  // namespace

std::optional<Reply> parse_reply(std::string_view bytes) {
  if (!is_number(bytes.substr(0, 3)) || !contains(bytes, "\n")) return std::nullopt;
  Reply reply;
  reply.code = bytes.substr(0, 3);
  const std::string_view first = first_line(bytes);
  if (first.size() > 3 && first[3] != ' ' && first[3] != '-') return std::nullopt;
  reply.text = trimmed(first.substr(std::min<std::size_t>(4, first.size())));
  std::string_view rest = bytes;
  while (contains(rest, "\n") && !reply.whole) reply.whole = is_last_line(take_until(rest, '\n'), reply.code);
  reply.all = bytes.substr(0, bytes.size() - rest.size());
  return reply;
}

bool is_host(std::string_view word) {
  bool dots = false;
  char last = '.';
  for (const char c : word) {
    const bool letter =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    if (!letter && (c != '.' || last == '.')) return false;
    dots = dots || c == '.';
    last = c;
  }
  return dots && last != '.';
}

void name_product(std::string_view text, std::span<const Mark> marks, Service& service) {
  for (const Mark& mark : marks) {
    const std::size_t at = text.find(mark.text);
    if (at == std::string_view::npos) continue;
    service.product = mark.product;
    std::string_view version = text.substr(at + mark.text.size());
    version.remove_prefix(std::min(version.find_first_not_of(" (/"), version.size()));
    version = version.substr(0, version.find_first_of(" /;,()[]<>\"\r\n"));
    if (!is_number(version.substr(0, 1))) return;
    const std::size_t system = version.find("-Debian");
    if (system != std::string_view::npos) {
      service.info = version.substr(system + 1);
      name_os(service.info, service);
    }
    service.version = version.substr(0, system);
    return;
  }
}

void name_os(std::string_view text, Service& service) {
  if (!service.os.empty()) return;
  for (const char* system : kSystems)
    if (contains(text, system)) {
      service.os = system;
      return;
    }
}

}  // namespace sounder

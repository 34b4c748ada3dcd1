#include "net/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "net/zone.h"

namespace sounder {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

Address Address::ipv4(std::uint32_t value) {
  Address address;
  const std::uint32_t wire = htonl(value);
  std::memcpy(address.bytes_.data(), &wire, sizeof wire);
  return address;
}

Address Address::ipv6(const std::array<std::uint8_t, 16>& bytes, std::uint32_t scope) {
  Address address;
  address.family_ = Family::kIpv6;
  address.bytes_ = bytes;
  address.scope_ = scope;
  return address;
}

std::optional<Address> Address::parse(std::string_view word) {
  const auto address = parse_as_written(word);
  return address ? std::optional(address->unmapped()) : std::nullopt;
}

std::optional<Address> Address::parse_as_written(std::string_view word) {
  const std::string text_form(word);  // inet_pton wants a terminated string
  if (in_addr v4{}; ::inet_pton(AF_INET, text_form.c_str(), &v4) == 1) return ipv4(ntohl(v4.s_addr));
  const std::size_t percent = text_form.find('%');
  std::array<std::uint8_t, 16> v6{};
  if (::inet_pton(AF_INET6, text_form.substr(0, percent).c_str(), v6.data()) != 1) return std::nullopt;
  if (percent == std::string::npos) return ipv6(v6);
  const auto zone = interface_number(std::string_view(text_form).substr(percent + 1));
  if (!zone || !ipv6(v6).needs_zone()) return std::nullopt;
  return ipv6(v6, *zone);
}

std::uint32_t Address::ipv4_value() const {
  std::uint32_t wire = 0;
  std::memcpy(&wire, bytes_.data(), sizeof wire);
  return ntohl(wire);
}

bool Address::is_loopback() const {
  if (family_ == Family::kIpv4) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t b) { return b == 0; }) &&
         bytes_[15] == 1;
}

bool Address::is_link_local() const {
  return family_ == Family::kIpv6 && bytes_[0] == 0xfe && (bytes_[1] & 0xc0U) == 0x80;
}

bool Address::needs_zone() const {
  const unsigned scope = bytes_[1] & 0x0fU;
  return is_link_local() || (family_ == Family::kIpv6 && bytes_[0] == 0xff && (scope == 1 || scope == 2));
}

bool Address::is_unspecified() const {
  return std::ranges::all_of(bytes_, [](std::uint8_t b) { return b == 0; });
}

Address Address::unmapped() const {
  if (family_ != Family::kIpv6 || !std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin()))
    return *this;
  Address address;
  std::copy(bytes_.begin() + 12, bytes_.end(), address.bytes_.begin());
  return address;
}

std::string Address::to_string() const {
  char buffer[INET6_ADDRSTRLEN];
  ::inet_ntop(domain_of(family_), bytes_.data(), buffer, sizeof buffer);
  if (scope_ == 0) return buffer;
  char name[IF_NAMESIZE];
  if (::if_indextoname(scope_, name) == nullptr) return fmt::format("{}%{}", buffer, scope_);
  return fmt::format("{}%{}", buffer, name);
}

std::string Endpoint::to_string() const {
  const char* form = address.family() == Family::kIpv4 ? "{}:{}" : "[{}]:{}";
  return fmt::format(fmt::runtime(form), address.to_string(), number(port));
}

SocketAddress::SocketAddress(const Endpoint& endpoint) {
  if (endpoint.address.family() == Family::kIpv4) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(number(endpoint.port));
    std::memcpy(&in.sin_addr, endpoint.address.bytes().data(), sizeof in.sin_addr);
    std::memcpy(&storage, &in, sizeof in);
    length = sizeof in;
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(number(endpoint.port));
    in.sin6_scope_id = endpoint.address.scope();
    std::memcpy(&in.sin6_addr, endpoint.address.bytes().data(), sizeof in.sin6_addr);
    std::memcpy(&storage, &in, sizeof in);
    length = sizeof in;
  }
}

std::optional<Endpoint> SocketAddress::endpoint() const {
  if (storage.ss_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &storage, sizeof in);
    return Endpoint{Address::ipv4(ntohl(in.sin_addr.s_addr)), Port{ntohs(in.sin_port)}};
  }
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &storage, sizeof in);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, sizeof in.sin6_addr);
    return Endpoint{Address::ipv6(bytes, in.sin6_scope_id).unmapped(), Port{ntohs(in.sin6_port)}};
  }
  return std::nullopt;
}

Result<Port> parse_port(std::string_view word) {
  unsigned value = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, value);
  if (word.empty() || stop != end || status != std::errc{} || value < 1 || value > 65535)
    return bad_input(text(tr("'{0}' is not a port; ports are numbers from 1 to 65535"), word));
  return Port{static_cast<std::uint16_t>(value)};
}

Result<HostPort> parse_host_port(std::string_view word) {
  const auto with_port = [&](std::string_view host, std::string_view port) -> Result<HostPort> {
    const auto parsed = parse_port(port);
    if (!parsed) return std::unexpected(parsed.error());
    return HostPort{std::string(host), *parsed};
  };
  const auto wrong = [&] {
    return bad_input(
        text(tr("'{0}' is not HOST:PORT; write 192.0.2.1:80, name:80 or [2001:db8::1]:80"), word));
  };
  if (word.starts_with('[')) {
    const std::size_t close = word.find(']');
    if (close == std::string_view::npos) return wrong();
    const std::string_view host = word.substr(1, close - 1);
    if (auto zone = wrong_zone(host)) return std::unexpected(std::move(*zone));
    if (!Address::parse(host)) return wrong();
    const std::string_view rest = word.substr(close + 1);
    if (rest.empty()) return HostPort{std::string(host), std::nullopt};
    if (!rest.starts_with(':')) return wrong();
    return with_port(host, rest.substr(1));
  }
  const std::size_t colon = word.find(':');
  if (word.empty()) return wrong();
  if (colon == std::string_view::npos) return HostPort{std::string(word), std::nullopt};
  if (word.find(':', colon + 1) == std::string_view::npos) {
    if (colon == 0) return wrong();
    return with_port(word.substr(0, colon), word.substr(colon + 1));
  }
  if (auto zone = wrong_zone(word)) return std::unexpected(std::move(*zone));
  if (!Address::parse(word)) return wrong();  // several colons: an IPv6 address without a port, or nothing
  return HostPort{std::string(word), std::nullopt};
}

}  // namespace sounder

std::size_t std::hash<sounder::Address>::operator()(const sounder::Address& address) const noexcept {
  const std::string_view bytes(reinterpret_cast<const char*>(address.bytes().data()), address.bytes().size());
  return std::hash<std::string_view>{}(bytes) ^ address.scope();
}

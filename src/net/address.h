// IPv4 and IPv6 addresses, ports and endpoints as values. Pure: nothing here touches the network.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sounder {

enum class Port : std::uint16_t {};
constexpr std::uint16_t number(Port port) { return static_cast<std::uint16_t>(port); }

enum class Family : std::uint8_t { kIpv4, kIpv6 };
// AF_INET or AF_INET6.
constexpr int domain_of(Family family) { return family == Family::kIpv4 ? AF_INET : AF_INET6; }

// 16 bytes in network order; IPv4 uses the first four. `scope`: the interface of a link-local IPv6 address.
class Address {
 public:
  constexpr Address() = default;
  // From a number in host order: 0x7f000001 is 127.0.0.1.
  static Address ipv4(std::uint32_t value);
  static Address ipv6(const std::array<std::uint8_t, 16>& bytes, std::uint32_t scope = 0);
  // "127.0.0.1", "::1", "fe80::1%eth0"; nothing else: no names, no brackets, no shortened IPv4. An address
  // has one value however it is written: ::ffff:127.0.0.1 is 127.0.0.1, and a zone is that of an address that
  // needs one, on an interface that exists (zone.h says what is wrong with another).
  static std::optional<Address> parse(std::string_view word);
  // The same, but ::ffff:127.0.0.1 stays IPv6: an end of a range.
  static std::optional<Address> parse_as_written(std::string_view word);

  Family family() const { return family_; }
  std::uint32_t ipv4_value() const;  // precondition: family() is IPv4
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  std::uint32_t scope() const { return scope_; }
  bool is_loopback() const;
  bool is_link_local() const;  // fe80::/10
  // Every link may have it, and it is one address only with an interface (RFC 4007): fe80::/10, and multicast
  // of the scopes 1 and 2.
  bool needs_zone() const;
  bool lacks_zone() const { return needs_zone() && scope_ == 0; }
  bool is_unspecified() const;  // 0.0.0.0 or ::
  // ::ffff:a.b.c.d, as IPv4 arrives on an IPv6 socket, becomes plain IPv4; others stay unchanged.
  Address unmapped() const;
  std::string to_string() const;

  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  Family family_ = Family::kIpv4;
  std::uint32_t scope_ = 0;
  std::array<std::uint8_t, 16> bytes_{};
};

struct Endpoint {
  Address address;
  Port port{};

  // "127.0.0.1:80", "[::1]:80"
  std::string to_string() const;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

// A socket address of either family, in the shape that bind and connect take.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  SocketAddress() = default;
  explicit SocketAddress(const Endpoint& endpoint);
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  // IPv4-mapped addresses come back as IPv4. nullopt for a family other than INET and INET6.
  std::optional<Endpoint> endpoint() const;
};

// A host as a word on the command line, with the port it may carry: "h", "h:80", "1.2.3.4:80", "[::1]",
// "[::1]:80", "::1".
struct HostPort {
  std::string host;
  std::optional<Port> port;
};
Result<HostPort> parse_host_port(std::string_view word);

// 1 to 65535.
Result<Port> parse_port(std::string_view word);

}  // namespace sounder

template <>
struct std::hash<sounder::Address> {
  std::size_t operator()(const sounder::Address& address) const noexcept;
};

// Writes requests to the kernel's routing (rtnetlink(7)) and reads its answers, as bytes. Pure; every length
// is checked before a field is read.
#pragma once

#include <linux/rtnetlink.h>

#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "net/address.h"

namespace sounder {

// A request: a header, a body such as rtmsg, and attributes.
class NetlinkQuestion {
 public:
  template <typename Body>
  NetlinkQuestion(std::uint16_t type, std::uint16_t flags, std::uint32_t sequence, const Body& body) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = sequence;
    append(std::as_bytes(std::span(&header, 1)));
    append(std::as_bytes(std::span(&body, 1)));
  }
  void add(std::uint16_t type, std::span<const std::byte> value) {
    rtattr attribute{};
    attribute.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(value.size()));
    attribute.rta_type = type;
    append(std::as_bytes(std::span(&attribute, 1)));
    append(value);
  }
  void add(std::uint16_t type, const Address& address) {
    add(type, std::as_bytes(std::span(address.bytes())).first(address.family() == Family::kIpv4 ? 4 : 16));
  }
  void add(std::uint16_t type, std::uint32_t value) { add(type, std::as_bytes(std::span(&value, 1))); }
  std::span<const std::byte> bytes() {
    const auto length = static_cast<std::uint32_t>(bytes_.size());
    std::memcpy(bytes_.data(), &length, sizeof length);
    return bytes_;
  }

 private:
  void append(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    bytes_.resize(NLMSG_ALIGN(bytes_.size()));
  }
  std::vector<std::byte> bytes_;
};

// One message of an answer.
struct NetlinkMessage {
  nlmsghdr header{};
  std::span<const std::byte> body;  // header.nlmsg_len without the header
};

// Takes the first message off `bytes`; nullopt: cut short.
inline std::optional<NetlinkMessage> take_message(std::span<const std::byte>& bytes) {
  NetlinkMessage message;
  if (bytes.size() < sizeof message.header) return std::nullopt;
  std::memcpy(&message.header, bytes.data(), sizeof message.header);
  const std::size_t length = message.header.nlmsg_len;
  if (length < sizeof message.header || length > bytes.size()) return std::nullopt;
  message.body = bytes.subspan(sizeof message.header, length - sizeof message.header);
  bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(length), bytes.size()));
  return message;
}

// The struct that a message begins with.
template <typename Body>
std::optional<Body> body_of(const NetlinkMessage& message) {
  Body body{};
  if (message.body.size() < sizeof body) return std::nullopt;
  std::memcpy(&body, message.body.data(), sizeof body);
  return body;
}

// Calls take(type, value) for each attribute after the body.
template <typename Body, typename Take>
void for_each_attribute(const NetlinkMessage& message, Take&& take) {
  auto rest = message.body.subspan(std::min<std::size_t>(NLMSG_ALIGN(sizeof(Body)), message.body.size()));
  rtattr attribute{};
  while (rest.size() >= sizeof attribute) {
    std::memcpy(&attribute, rest.data(), sizeof attribute);
    if (attribute.rta_len < sizeof attribute || attribute.rta_len > rest.size()) return;
    take(attribute.rta_type & NLA_TYPE_MASK,
         rest.subspan(sizeof attribute, attribute.rta_len - sizeof attribute));
    rest = rest.subspan(std::min<std::size_t>(RTA_ALIGN(attribute.rta_len), rest.size()));
  }
}

// An address of 4 or 16 bytes; nullopt: of any other length.
inline std::optional<Address> address_of(std::span<const std::byte> value, std::uint32_t scope = 0) {
  std::array<std::uint8_t, 16> raw{};
  if (value.size() != 4 && value.size() != 16) return std::nullopt;
  std::memcpy(raw.data(), value.data(), value.size());
  if (value.size() == 16) return Address::ipv6(raw, scope);
  return Address::ipv4(static_cast<std::uint32_t>(raw[0]) << 24U | static_cast<std::uint32_t>(raw[1]) << 16U |
                       static_cast<std::uint32_t>(raw[2]) << 8U | raw[3]);
}

inline std::optional<std::uint32_t> number_of(std::span<const std::byte> value) {
  std::uint32_t number = 0;
  if (value.size() != sizeof number) return std::nullopt;
  std::memcpy(&number, value.data(), sizeof number);
  return number;
}

}  // namespace sounder

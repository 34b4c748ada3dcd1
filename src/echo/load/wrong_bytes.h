// The first wrong bytes that a load run received, to show a person what answered instead of an echo server.
// A value; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace sounder {

// Bytes that are kept from the first wrong one on: a line of a terminal, in hexadecimal.
inline constexpr std::size_t kWrongBytesKept = 16;

// Protocols that are recognised by their first bytes.
enum class Foreign : std::uint8_t {
  kUnknown,
  kProxyHeader,  // of the PROXY protocol, version 1 or 2 (haproxy's proxy-protocol.txt)
  kHttp,         // an answer (RFC 9112, 4)
  kTls,          // a record (RFC 8446, 5.1)
};
Foreign foreign_protocol(std::span<const std::byte> bytes);

struct WrongBytes {
  std::optional<std::uint64_t> offset{};  // of the first one, in the stream of its connection; UDP: unknown
  std::string came{};                     // from there on, raw; at most kWrongBytesKept
  std::string due{};                      // what should have come; empty if nothing was
  Foreign looks = Foreign::kUnknown;
};

// `got` came at `position` of a stream; the first `right` of it were right, then `due` was to come.
WrongBytes wrong_bytes(std::uint64_t position, std::span<const std::byte> got, std::size_t right,
                       std::span<const std::byte> due);

// A datagram that is not what was sent, nor a part of it: what is wrong in it is not known.
WrongBytes wrong_datagram(std::span<const std::byte> got);

}  // namespace sounder

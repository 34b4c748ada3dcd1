// A datagram of a load run: its number, a checksum of that number, and bytes computed from both (LoadBytes).
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "echo/load/load_bytes.h"
#include "net/datagrams.h"

namespace sounder {

std::array<std::byte, kDatagramHeadBytes> datagram_head(const LoadBytes& bytes, std::uint64_t stream,
                                                        std::uint64_t number);
// Precondition: size <= kLoadPieceBytes.
std::span<const std::byte> datagram_body(const LoadBytes& bytes, std::uint64_t stream, std::uint64_t number,
                                         std::size_t size);
// The number of a datagram that came back; nullopt: it is cut short, or some byte of it is not what was sent.
std::optional<std::uint64_t> number_of_datagram(const LoadBytes& bytes, std::uint64_t stream,
                                                std::span<const std::byte> got);

}  // namespace sounder

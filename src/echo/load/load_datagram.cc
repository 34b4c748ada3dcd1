#include "echo/load/load_datagram.h"

#include <cstring>

#include "echo/load/limits.h"
#include "net/datagrams.h"

namespace sounder {

std::array<std::byte, kDatagramHeadBytes> datagram_head(const LoadBytes& bytes, std::uint64_t stream,
                                                        std::uint64_t number) {
  const std::uint64_t check = bytes.check(stream, number);
  std::array<std::byte, kDatagramHeadBytes> head;
  static_assert(sizeof head == sizeof number + sizeof check);
  std::memcpy(head.data(), &number, sizeof number);
  std::memcpy(head.data() + sizeof number, &check, sizeof check);
  return head;
}

std::span<const std::byte> datagram_body(const LoadBytes& bytes, std::uint64_t stream, std::uint64_t number,
                                         std::size_t size) {
  return bytes.at(stream, number * kLoadPieceBytes).first(size);
}

std::optional<std::uint64_t> number_of_datagram(const LoadBytes& bytes, std::uint64_t stream,
                                                std::span<const std::byte> got) {
  if (got.size() < kDatagramHeadBytes || got.size() > kDatagramHeadBytes + kLoadPieceBytes)
    return std::nullopt;
  std::uint64_t number = 0;
  std::memcpy(&number, got.data(), sizeof number);
  const auto head = datagram_head(bytes, stream, number);
  const auto body = got.subspan(kDatagramHeadBytes);
  if (std::memcmp(got.data(), head.data(), head.size()) != 0 ||
      bytes.matching(stream, number * kLoadPieceBytes, body) != body.size())
    return std::nullopt;
  return number;
}

}  // namespace sounder

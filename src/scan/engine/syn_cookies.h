// The sequence numbers of SYNs: 24 bits of a keyed hash of both endpoints, and the number of the try. An
// answer is accepted only if it repeats the number of its endpoints. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "net/address.h"
#include "net/siphash.h"
#include "scan/probe.h"

namespace sounder {

class SynCookies {
 public:
  explicit SynCookies(const SipKey& key) : key_(key) {}

  std::uint32_t sequence(const Endpoint& to, const Endpoint& from, TryNumber number) const {
    const std::uint64_t hash = hash_of(to, from);
    return static_cast<std::uint32_t>(hash & ~0xffULL) | ((hash >> 32U ^ number.byte()) & 0xffU);
  }
  // The number of the try with this sequence number; nullopt: no try of this engine has it.
  std::optional<TryNumber> number(const Endpoint& to, const Endpoint& from, std::uint32_t sequence) const {
    const std::uint64_t hash = hash_of(to, from);
    if (((sequence ^ hash) & 0xffffff00U) != 0) return std::nullopt;
    return TryNumber::from_byte(static_cast<std::uint8_t>((sequence ^ hash >> 32U) & 0xffU));
  }

 private:
  std::uint64_t hash_of(const Endpoint& to, const Endpoint& from) const {
    std::array<std::uint64_t, 5> words{};
    const std::size_t bytes = to.address.family() == Family::kIpv4 ? 4 : 16;
    auto* at = reinterpret_cast<std::byte*>(words.data());
    std::memcpy(at, to.address.bytes().data(), bytes);
    std::memcpy(at + bytes, from.address.bytes().data(), bytes);
    const std::size_t used = 2 * bytes / sizeof words[0];
    words[used] = static_cast<std::uint64_t>(sounder::number(to.port)) << 16U | sounder::number(from.port);
    return siphash(key_, std::span(words).first(used + 1));
  }

  SipKey key_;
};

}  // namespace sounder

// Addresses as numbers, for arithmetic on ranges. Pure.
#pragma once

#include <cstdint>

#include "net/address.h"

namespace sounder {

__extension__ using AddressValue = unsigned __int128;  // of either family

inline AddressValue value_of(const Address& address) {
  if (address.family() == Family::kIpv4) return address.ipv4_value();
  AddressValue value = 0;
  for (const std::uint8_t byte : address.bytes()) value = value << 8 | byte;
  return value;
}

// The address with this value, of the family and scope of `like`.
inline Address address_of(AddressValue value, const Address& like) {
  if (like.family() == Family::kIpv4) return Address::ipv4(static_cast<std::uint32_t>(value));
  std::array<std::uint8_t, 16> bytes{};
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, value >>= 8)
    *byte = static_cast<std::uint8_t>(value);
  return Address::ipv6(bytes, like.scope());
}

}  // namespace sounder

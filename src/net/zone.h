// The interface of an address that every link may have (fe80::1%eth0), and what to say where it is missing,
// unknown or out of place: the same words in every command.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "net/address.h"

namespace sounder {

// By name or number; nullopt: this machine has none such.
std::optional<std::uint32_t> interface_number(std::string_view word);
// "no interface 'nosuch'"
Error no_interface(std::string_view word);

// An address that needs a zone gets this one; another, and one that has a zone, stays as it is.
Address in_zone(const Address& address, std::uint32_t interface);

// "say the interface: fe80::1%eth0". Precondition: lacks_zone().
Error missing_zone(const Address& address);
// Why a word, which Address::parse() refuses, is no address although it is one before its %: the interface
// does not exist, or the address has none. nullopt: there is no % behind an address.
std::optional<Error> wrong_zone(std::string_view word);

}  // namespace sounder

// What a shell can offer for the value of a flag.
#pragma once

#include <cstdint>
#include <string_view>

namespace sounder::pages {

enum class ValueKind : std::uint8_t { kUnknown, kWords, kFile, kHost, kInterface, kService, kCommand };

// By the type name of the flag in the table. Throws std::logic_error for one that this table does not know:
// whoever adds a type says here what it is.
ValueKind kind_of(std::string_view type_name);

}  // namespace sounder::pages

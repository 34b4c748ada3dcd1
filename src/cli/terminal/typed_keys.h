// The bytes that a terminal sends, as keys. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sounder {

// Leaves out the sequences of arrows and function keys: ESC [ ... letter, or ESC and one more (ECMA-48, 5.4).
std::string typed_keys(std::string_view typed);

}  // namespace sounder

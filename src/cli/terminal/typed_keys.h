// What a terminal sends, as the keys that a person pressed. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sounder {

// Without what arrows and function keys send: ESC [ ... letter, or ESC and one more (ECMA-48, 5.4).
std::string typed_keys(std::string_view typed);

}  // namespace sounder

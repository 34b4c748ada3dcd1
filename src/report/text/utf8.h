// Reads UTF-8 in untrusted bytes. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace sounder {

struct Utf8Sequence {
  std::size_t length = 0;  // 0: no UTF-8 starts here
  char32_t code_point = 0;
};

// The sequence at the start of `bytes` (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
// Precondition: `bytes` is not empty.
Utf8Sequence first_of_utf8(std::string_view bytes);

}  // namespace sounder

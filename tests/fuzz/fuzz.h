// What every fuzz target here has: it is given bytes, and must neither crash nor break its own rules.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sounder::fuzz {

inline std::string_view as_words(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A rule that holds for every input; a fuzzer sees the abort.
inline void require(bool holds, const std::source_location& where = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: this rule does not hold\n", where.file_name(),
               static_cast<unsigned>(where.line()));
  std::abort();
}

}  // namespace sounder::fuzz

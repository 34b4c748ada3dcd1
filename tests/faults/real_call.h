// The C library's own function behind one that this library takes the place of, and the usual way to fail
// instead of calling it.
#pragma once

#include <dlfcn.h>

#include <cerrno>
#include <optional>

namespace sounder::faults {

template <class Function>
Function next_symbol(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// A fault means that the call is not made.
template <class Function, class... Arguments>
auto unless(std::optional<int> fault, Function real, Arguments... arguments) -> decltype(real(arguments...)) {
  if (!fault) return real(arguments...);
  errno = *fault;
  return -1;
}

// Less than was asked for: half of it, and at least one.
template <class Count>
Count shortened(Count count) {
  return count > 1 ? count / 2 : count;
}

}  // namespace sounder::faults

#define SOUNDER_REAL(name)                                                           \
  ([] {                                                                              \
    static const auto real = sounder::faults::next_symbol<decltype(&::name)>(#name); \
    return real;                                                                     \
  }())

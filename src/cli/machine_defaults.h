// Defaults that depend on the machine, in the help of a flag: --help shows what they are here, and pages that
// are read on other machines say in words how they come about.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

namespace sounder {

enum class MachineDefaults : std::uint8_t { kNumbers, kWords };

template <class Number>
std::string machine_default(MachineDefaults shown, Number here, std::string words) {
  return shown == MachineDefaults::kNumbers ? fmt::format("{}", here) : std::move(words);
}

}  // namespace sounder

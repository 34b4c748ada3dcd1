// How the watchdog sees that a loop of a server still runs.
#pragma once

#include <cstdint>
#include <functional>

namespace sounder {

// One loop. From any thread; neither call waits for the loop.
struct SignOfLife {
  std::function<void()> ask;             // wakes the loop, which then gives a sign
  std::function<std::uint64_t()> given;  // how many signs so far
};

}  // namespace sounder

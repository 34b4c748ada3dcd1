// Time. Pure code takes an Instant as an argument; only engines, servers and cli call clock_now().
#pragma once

#include <chrono>
#include <cstdint>

namespace sounder {

using Instant = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

inline Instant clock_now() { return std::chrono::steady_clock::now(); }

// Seconds as a real number, for people and for rates.
inline double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

// The nearest whole microsecond, for machine-readable output.
inline std::int64_t whole_us(Duration d) { return std::chrono::round<std::chrono::microseconds>(d).count(); }

// Milliseconds for poll(2) and epoll_wait(2), rounded up so that a wait never ends too early; at least 0.
inline int poll_timeout_ms(Duration d) {
  if (d <= Duration::zero()) return 0;
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(d).count();
  constexpr long kDay = 86'400'000;  // fits an int; the caller polls again
  return static_cast<int>(ms < kDay ? ms : kDay);
}

}  // namespace sounder

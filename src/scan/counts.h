// How many pairs are in each state.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>

#include "scan/probe.h"

namespace sounder {

inline constexpr std::array kStates{State::kOpen, State::kClosed, State::kFiltered, State::kUnreachable,
                                    State::kUntested};

// A value for each state.
template <typename T>
class PerState {
 public:
  T& operator[](State state) { return each_[static_cast<std::size_t>(state)]; }
  const T& operator[](State state) const { return each_[static_cast<std::size_t>(state)]; }
  friend bool operator==(const PerState&, const PerState&) = default;

 private:
  static_assert(kStates.size() == static_cast<std::size_t>(State::kUntested) + 1);
  std::array<T, kStates.size()> each_{};
};

// `Count` is an unsigned integer that holds the number of all pairs counted.
template <typename Count>
class BasicCounts : public PerState<Count> {
 public:
  BasicCounts() = default;
  BasicCounts(Count open, Count closed, Count filtered, Count unreachable, Count untested) {
    (*this)[State::kOpen] = open;
    (*this)[State::kClosed] = closed;
    (*this)[State::kFiltered] = filtered;
    (*this)[State::kUnreachable] = unreachable;
    (*this)[State::kUntested] = untested;
  }
  Count total() const {
    return std::accumulate(kStates.begin(), kStates.end(), Count{0},
                           [this](Count sum, State state) { return sum + (*this)[state]; });
  }
  template <typename Other>
  BasicCounts& operator+=(const BasicCounts<Other>& other) {
    for (const State state : kStates) (*this)[state] += other[state];
    return *this;
  }
  friend bool operator==(const BasicCounts&, const BasicCounts&) = default;
};

using Counts = BasicCounts<std::uint64_t>;

}  // namespace sounder

// A histogram of times in a few lines of UTF-8 text, over a logarithmic axis. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "base/histogram.h"

namespace sounder {

// "850 ns", "85.3 us", "1.23 ms", "12.3 s": three digits, in the user's language.
std::string format_latency(Duration time);

// `rows` lines of columns and two of axis, each at most `columns` wide, with newlines. The axis goes from the
// power of ten below the shortest time to the one above the longest. The height of a column is its share of
// the highest; a single time is still seen. A label of the axis that does not fit is left out. Empty if there
// are no times, or no room.
std::string latency_picture(const Histogram& times, std::size_t columns, std::size_t rows);

}  // namespace sounder

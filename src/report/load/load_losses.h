// What happened to the datagrams of a load run, as a table for people. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "echo/load/load_totals.h"

namespace sounder {

// "sent", "answered", "lost" with its share, "too late", "reordered", "duplicated", "wrong bytes": a line
// each. A note that does not fit `columns` is left out.
std::string datagram_table(const LoadTotals& totals, std::size_t columns);

}  // namespace sounder

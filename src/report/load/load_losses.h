// What became of the datagrams of a load run, as a table for people. Pure.
#pragma once

#include <string>

#include "echo/load/load_totals.h"

namespace sounder {

// "sent", "answered", "lost" with its share, "too late", "reordered", "duplicated", "wrong bytes": a line
// each.
std::string datagram_table(const LoadTotals& totals);

}  // namespace sounder

// Counts what this program allocates through operator new, whoever does it. Linked into a test program it
// replaces the standard ones.
#pragma once

#include <cstdint>

namespace sounder::test {

std::uint64_t allocations();  // so far, of all threads

}  // namespace sounder::test

// Blocks of addresses that are no targets on the internet: which addresses of a scan are public, and which
// part of a wide range nobody means. Pure; works on ranges and expands nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/targets/targets.h"

namespace sounder {

// A range of more addresses than a /16 means what can be reached on the internet: its reserved blocks are
// left out. A smaller range is scanned as written.
inline constexpr std::uint64_t kNarrowRange = 65'536;

// What is to be left out of one target word, whose ranges do not overlap. Nothing of a word with up to
// kNarrowRange addresses, nor of one that has no others: such a word names them. Of any other the reserved
// and multicast addresses, and a private block where the word is larger than that block.
std::vector<AddressRange> special_part(const std::vector<AddressRange>& word);

// How many of the targets lie outside all these blocks. O(ranges).
std::uint64_t public_addresses(const TargetSet& targets);

}  // namespace sounder

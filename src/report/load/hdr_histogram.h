// A histogram in the exchange format of HdrHistogram, as its tools, wrk2 and k6 read and write it: version 2,
// compressed with zlib, in base64 ("HISTFAAAA..."). Values are nanoseconds, with two significant digits, so
// each of our buckets is one of its counts, and nothing is lost either way. Pure.
//
// Source: AbstractHistogram.encodeIntoByteBuffer() and encodeIntoCompressedByteBuffer() of HdrHistogram 2.1,
// and ZigZagEncoding: numbers in network byte order; counts as LEB128 of their zigzag form, of which the
// ninth byte has eight bits, and a negative number is a run of empty counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/histogram.h"

namespace sounder {

std::string to_hdr(const Histogram& histogram);
// What to_hdr() wrote, on this machine or another, or anything of the same format whose values have the same
// buckets. nullopt: it is something else. Its max() is the upper edge of its last bucket.
std::optional<Histogram> from_hdr(std::string_view base64);

}  // namespace sounder

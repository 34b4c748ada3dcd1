// How far one slice of a scan has come with its silent pairs: where a later run continues. Values.
#pragma once

#include <cstdint>
#include <vector>

namespace sounder {

// How far one slice has come with the silent pairs of a host: the pairs before `cursor` in its order had
// their try of this pass, and it has timed out.
struct WalkMark {
  std::uint64_t host = 0;
  std::uint32_t cursor = 0;
  std::uint8_t pass = 0;
  bool finished = false;  // no further try
  bool answered = false;
  double lost = 0;  // of the tries of the host whose result is known
  double heard = 0;
};

struct ShareMarks {
  double lost = 0;  // of all tries of the slice
  double heard = 0;
  std::vector<WalkMark> hosts;
};

}  // namespace sounder

#include "cli/serve/watchdog.h"

#include <algorithm>

namespace sounder {

bool Watchdog::look(Instant now, const std::vector<std::uint64_t>& given) {
  next_look_ = now + look_every_;
  if (!std::ranges::equal(given_, given, std::less{})) return false;
  given_ = given;
  return true;
}

}  // namespace sounder

#include "cli/serve/watchdog.h"

#include <algorithm>

namespace sounder {

bool Watchdog::check(Instant now, const std::vector<std::uint64_t>& given) {
  next_check_ = now + check_every_;
  if (!std::ranges::equal(given_, given, std::less{})) return false;
  given_ = given;
  return true;
}

}  // namespace sounder

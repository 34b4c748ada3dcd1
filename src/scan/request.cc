#include "scan/request.h"

#include "base/text.h"

namespace sounder {

Result<void> check_values(const ScanRequest& request) {
  if (request.max_rate_per_s && !(*request.max_rate_per_s > 0))
    return bad_input("max_rate_per_s must be more than 0");
  if (request.timeout && *request.timeout < kLeastTimeout)
    return bad_input("timeout must be at least a millisecond");
  if (request.tries && (*request.tries < 1 || *request.tries > kMostTries))
    return bad_input(fmt::format("tries must be 1 to {}", kMostTries));
  return {};
}

}  // namespace sounder

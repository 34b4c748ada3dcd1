#include "cli/privileges.h"

#include <cap-ng.h>

namespace sounder {

void drop_privileges(bool keep_files) {
  if (capng_have_capabilities(CAPNG_SELECT_CAPS) <= CAPNG_NONE) return;
  capng_clear(CAPNG_SELECT_BOTH);
  if (keep_files)
    static_cast<void>(capng_update(
        CAPNG_ADD, static_cast<capng_type_t>(CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET),
        CAP_DAC_OVERRIDE));
  // Without CAP_SETPCAP the bounding set stays; what this process may do is gone all the same.
  if (capng_apply(CAPNG_SELECT_BOTH) != 0) static_cast<void>(capng_apply(CAPNG_SELECT_CAPS));
}

}  // namespace sounder

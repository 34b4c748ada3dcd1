#include "cli/privileges.h"

#include <cap-ng.h>

namespace sounder {
namespace {

constexpr auto kBoth = static_cast<capng_type_t>(CAPNG_EFFECTIVE | CAPNG_PERMITTED);

// The kernel refuses neither dropping a capability nor raising a permitted one, so there is no failure to act
// on. (libcap-ng 0.8.5 warns about an unused result, and g++ does not take a cast to void for a use.)
void apply(capng_select_t sets) { [[maybe_unused]] const int refused = capng_apply(sets); }

void change_raw_packets(capng_act_t action, capng_type_t sets) {
  if (capng_get_caps_process() != 0 || capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW) == 0) return;
  static_cast<void>(capng_update(action, sets, CAP_NET_RAW));
  apply(CAPNG_SELECT_CAPS);
}

}  // namespace

void raise_raw_packets() { change_raw_packets(CAPNG_ADD, CAPNG_EFFECTIVE); }

void forgo_raw_packets() { change_raw_packets(CAPNG_DROP, kBoth); }

void drop_privileges(bool keep_files) {
  if (capng_get_caps_process() != 0 || capng_have_permitted_capabilities() <= CAPNG_NONE) return;
  const bool past_permissions = capng_have_capability(CAPNG_EFFECTIVE, CAP_DAC_OVERRIDE) != 0;
  capng_clear(CAPNG_SELECT_BOTH);
  // One that is not permitted would make the kernel refuse the whole change.
  if (keep_files && past_permissions)
    static_cast<void>(
        capng_update(CAPNG_ADD, static_cast<capng_type_t>(kBoth | CAPNG_BOUNDING_SET), CAP_DAC_OVERRIDE));
  // Without CAP_SETPCAP the bounding set stays; what this process may do is gone all the same.
  if (capng_apply(CAPNG_SELECT_BOTH) != 0) apply(CAPNG_SELECT_CAPS);
}

}  // namespace sounder

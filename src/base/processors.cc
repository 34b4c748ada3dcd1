#include "base/processors.h"

#include <sched.h>

#include <algorithm>

namespace sounder {

unsigned usable_processors() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(static_cast<unsigned>(CPU_COUNT(&set)), 1U);
}

}  // namespace sounder

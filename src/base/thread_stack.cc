#include "base/thread_stack.h"

#include <pthread.h>

namespace sounder {

void set_thread_stack_bytes(std::size_t bytes) {
#ifdef __SANITIZE_THREAD__
  // ThreadSanitizer keeps half a megabyte in each thread's stack: with less no thread starts.
  bytes += std::size_t{4} << 20U;
#endif
  pthread_attr_t attributes;
  if (::pthread_getattr_default_np(&attributes) != 0) return;
  if (::pthread_attr_setstacksize(&attributes, bytes) == 0) ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

}  // namespace sounder

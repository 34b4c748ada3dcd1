// Sets the default stack size of new threads of this process, because std::jthread has no parameter for it.
#pragma once

#include <cstddef>

namespace sounder {

// Call before the threads are created. A size that the system refuses has no effect.
void set_thread_stack_bytes(std::size_t bytes);

}  // namespace sounder

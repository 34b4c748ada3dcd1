// The stack of threads made from here on, for the whole process: std::jthread has no word for it.
#pragma once

#include <cstddef>

namespace sounder {

// Call before the threads are made. Sizes that the system refuses leave the default as it was.
void set_thread_stack_bytes(std::size_t bytes);

}  // namespace sounder

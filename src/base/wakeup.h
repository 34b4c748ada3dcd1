// Wakes a thread that waits in poll or epoll, from any thread or a signal handler (an eventfd).
#pragma once

#include "base/fd.h"

namespace sounder {

class Wakeup {
 public:
  Wakeup();  // throws std::system_error if no descriptor is left: create it at the start
  int fd() const { return fd_.get(); }  // readable after notify()
  void notify() const noexcept;
  void clear() const noexcept;

 private:
  Fd fd_;
};

}  // namespace sounder

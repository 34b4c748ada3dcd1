// Wakes a thread that waits in poll or epoll, from any thread or from none (an eventfd).
#pragma once

#include "base/fd.h"

namespace sounder {

class Wakeup {
 public:
  Wakeup();  // throws std::system_error if no descriptor is left: make it at start, before work is taken on
  int fd() const { return fd_.get(); }  // readable after notify()
  void notify() const noexcept;
  void clear() const noexcept;

 private:
  Fd fd_;
};

}  // namespace sounder

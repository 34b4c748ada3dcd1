// An epoll set. One thread waits; any thread may register descriptors.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>

#include "base/clock.h"
#include "base/fd.h"

namespace sounder {

class Epoll {
 public:
  Epoll();  // throws std::system_error if no descriptor is left
  // `tag` comes back in epoll_event.data.u64; put a generation in it where the descriptor may be reused.
  // Return 0 or an errno value (ENOSPC, ENOMEM: a local shortage).
  int add(int fd, std::uint32_t events, std::uint64_t tag) const;
  int change(int fd, std::uint32_t events, std::uint64_t tag) const;
  void remove(int fd) const;
  // Waits for at most `timeout` (nanosecond precision, Linux 5.11) and returns the events; none on EINTR.
  std::span<epoll_event> wait(std::span<epoll_event> room, Duration timeout) const;
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

}  // namespace sounder

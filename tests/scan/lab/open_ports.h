// Open ports of the lab's target side: a listener each on all its addresses, and one thread that takes what
// connects, so that no queue of waiting connections fills, and lets the oldest go.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "net/epoll.h"

namespace sounder::test {

class OpenPorts {
 public:
  // Listens, in the network namespace of the calling thread; an empty string, or what went wrong.
  std::string open(const std::vector<std::uint16_t>& ports);

 private:
  void accept_all(const std::stop_token& stop);
  void accept_from(int listener);

  Epoll epoll_;
  std::vector<Fd> listeners_;
  std::deque<Fd> held_;  // used by the thread
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace sounder::test

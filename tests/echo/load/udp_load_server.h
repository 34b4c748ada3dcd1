// A UDP server that a load run must see through, in a thread of its own: what it does with a datagram is the
// test's word. Loopback, a port of the kernel's choice.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/wakeup.h"
#include "net/datagrams.h"

namespace sounder::test {

class UdpLoadServer {
 public:
  // Given a datagram and how many its source had sent before: what goes back to it, in this order.
  using Answer = std::function<std::vector<std::string>(const std::string& got, std::size_t before)>;

  explicit UdpLoadServer(Answer answer)
      : fd_(*bind_udp({*Address::parse("127.0.0.26"), Port{0}})),
        answer_(std::move(answer)),
        thread_([this] { serve(); }) {}
  ~UdpLoadServer() { stop_.notify(); }  // the thread is the last member, and joins
  UdpLoadServer(const UdpLoadServer&) = delete;
  UdpLoadServer& operator=(const UdpLoadServer&) = delete;

  std::string where() const { return local_endpoint(fd_.get())->to_string(); }

 private:
  void serve() const {
    std::map<std::string, std::size_t> before;
    std::string room(kLargestDatagramBytes, '\0');
    for (;;) {
      std::array<pollfd, 2> polled{{{stop_.fd(), POLLIN, 0}, {fd_.get(), POLLIN, 0}}};
      ::poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0) return;
      SocketAddress from;
      from.length = sizeof from.storage;
      const auto got = ::recvfrom(fd_.get(), room.data(), room.size(), 0, from.get(), &from.length);
      if (got < 0) continue;
      const auto source = from.endpoint().value_or(Endpoint{}).to_string();
      for (const std::string& back : answer_(room.substr(0, static_cast<std::size_t>(got)), before[source]++))
        ::sendto(fd_.get(), back.data(), back.size(), 0, from.get(), from.length);
    }
  }

  Fd fd_;
  Answer answer_;
  Wakeup stop_;
  std::jthread thread_;
};

}  // namespace sounder::test

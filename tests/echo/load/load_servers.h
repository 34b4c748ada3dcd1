// Servers that a load run must see through, in a thread of their own each: what they do with a connection's
// bytes is the test's word. Loopback, a port of the kernel's choice.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/wakeup.h"
#include "net/socket.h"
#include "tests/support/listener.h"

namespace sounder::test {

class LoadServer {
 public:
  // Given what came in on a connection, and how many bytes had come in before: what goes back; nullopt resets
  // the connection. Called in the server's thread.
  using Answer = std::function<std::optional<std::string>(std::string got, std::size_t before)>;

  explicit LoadServer(Answer answer, const char* address = "127.0.0.21")
      : listener_(address), answer_(std::move(answer)), thread_([this] { serve(); }) {}
  ~LoadServer() { stop_.notify(); }  // the thread is the last member, and joins
  LoadServer(const LoadServer&) = delete;
  LoadServer& operator=(const LoadServer&) = delete;

  std::string where() const { return listener_.where().to_string(); }

 private:
  struct Client {
    Fd fd;
    std::size_t received = 0;
  };

  void serve() {
    std::vector<Client> clients;
    for (;;) {
      std::vector<pollfd> polled{{stop_.fd(), POLLIN, 0}, {listener_.fd(), POLLIN, 0}};
      for (const Client& client : clients) polled.push_back({client.fd.get(), POLLIN, 0});
      ::poll(polled.data(), polled.size(), -1);
      if (polled[0].revents != 0) return;
      for (std::size_t i = clients.size(); i-- > 0;)
        if (polled[i + 2].revents != 0 && !serve(clients[i]))
          clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
      if (polled[1].revents != 0)
        if (Fd fd(::accept(listener_.fd(), nullptr, nullptr)); fd) clients.push_back({std::move(fd), 0});
    }
  }

  // False if the connection is over.
  bool serve(Client& client) const {
    std::array<char, 65536> room{};
    const auto got = ::recv(client.fd.get(), room.data(), room.size(), 0);
    if (got <= 0) return false;
    const auto answer = answer_({room.data(), static_cast<std::size_t>(got)}, client.received);
    client.received += static_cast<std::size_t>(got);
    if (!answer) set_reset_on_close(client.fd.get());
    if (!answer) return false;
    return answer->empty() ||
           ::send(client.fd.get(), answer->data(), answer->size(), MSG_NOSIGNAL) == std::ssize(*answer);
  }

  Listener listener_;
  Answer answer_;
  Wakeup stop_;
  std::jthread thread_;
};

}  // namespace sounder::test

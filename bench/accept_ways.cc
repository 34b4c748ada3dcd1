// Two ways for several epoll threads to get their clients: a listener with SO_REUSEPORT for each thread,
// where the kernel spreads clients by a hash of their addresses, or one accepting thread that hands each to
// the thread with the fewest. For the choice between them; the echoing itself is the least there can be.
// usage: accept_ways reuseport|acceptor PORT THREADS (127.0.0.1)
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

namespace {

int listen_on(std::uint16_t port, bool share) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (share) setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, SOMAXCONN) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  return listener;
}

struct Loop {
  int epoll = epoll_create1(0);
  std::atomic<int> clients{0};

  void watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }

  void take(int listener) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++clients;
    watch(fd);
  }

  void echo(int fd) {
    static thread_local char buffer[65536];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) {
      --clients;
      close(fd);
      return;
    }
    for (ssize_t done = 0; done < got;) {
      const ssize_t sent = send(fd, buffer + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
      if (sent <= 0) return;
      done += sent;
    }
  }

  void run(int listener) {
    if (listener >= 0) watch(listener);
    epoll_event events[512];
    for (;;) {
      const int ready = epoll_wait(epoll, events, 512, -1);
      for (int i = 0; i < ready; ++i) {
        if (events[i].data.fd == listener)
          take(listener);
        else
          echo(events[i].data.fd);
      }
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const bool share = std::string_view(argv[1]) == "reuseport";
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[2]));
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::jthread> threads;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    loops.push_back(std::make_unique<Loop>());
    const int listener = share ? listen_on(port, true) : -1;
    threads.emplace_back([loop = loops.back().get(), listener] { loop->run(listener); });
  }
  if (share) return 0;  // the threads never end
  const int listener = listen_on(port, false);
  for (;;) {
    Loop& emptiest =
        **std::ranges::min_element(loops, {}, [](const auto& loop) { return loop->clients.load(); });
    emptiest.take(listener);
  }
}

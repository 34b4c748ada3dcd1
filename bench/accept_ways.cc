// Two ways for several epoll threads to get their clients: a listener with SO_REUSEPORT for each thread,
// where the kernel spreads clients by a hash of their addresses, or one accepting thread that hands each to
// the thread with the fewest. For the choice between them; the echoing itself is the least there can be.
// usage: accept_ways reuseport|acceptor PORT THREADS (127.0.0.1)
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/minimal_server.h"

namespace {

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
    const int fd = take_client(listener);
    if (fd < 0) return;
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
    send_all(fd, buffer, got);
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
  raise_limit();
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::jthread> threads;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    loops.push_back(std::make_unique<Loop>());
    const int listener = share ? listen_at(port, true) : -1;
    threads.emplace_back([loop = loops.back().get(), listener] { loop->run(listener); });
  }
  if (share) return 0;  // the threads never end
  const int listener = listen_at(port);
  for (;;) {
    Loop& emptiest =
        **std::ranges::min_element(loops, {}, [](const auto& loop) { return loop->clients.load(); });
    emptiest.take(listener);
  }
}

// The least that an epoll echo server can be, as one would write it in C: what `sounder serve --model epoll`
// and io_uring are measured against. One thread, level-triggered, blocking sends, so a client that does not
// read holds everybody up; no limits, no log, no timeouts, no drain. usage: minimal_epoll PORT (127.0.0.1)
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/minimal_server.h"

namespace {

char buffer[65536];

void echo(int fd) {
  const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
  if (got <= 0) {
    close(fd);
    return;
  }
  send_all(fd, buffer, got);
}

void take(int listener, int epoll) {
  const int fd = take_client(listener);
  if (fd < 0) return;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  raise_limit();
  const int listener = listen_at(static_cast<std::uint16_t>(std::atoi(argv[1])));
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  epoll_event events[512];
  for (;;) {
    const int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; ++i) {
      if (events[i].data.fd == listener)
        take(listener, epoll);
      else
        echo(events[i].data.fd);
    }
  }
}

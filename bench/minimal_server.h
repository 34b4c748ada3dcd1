// What the minimal echo servers have in common, as one would write it in C. They are what ours is measured
// against, so they use nothing of it.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// As many descriptors as this process may have.
inline void raise_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// A listener at 127.0.0.1; `share`: with others at the same port. Ends the program if it cannot be had.
inline int listen_at(std::uint16_t port, bool share = false) {
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

// The next client, whose small answers leave at once; -1 if there is none after all.
inline int take_client(int listener) {
  const int fd = accept(listener, nullptr, nullptr);
  const int on = 1;
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// All of it, blocking. False if the client is gone.
inline bool send_all(int fd, const char* bytes, ssize_t count) {
  for (ssize_t done = 0; done < count;) {
    const ssize_t sent = send(fd, bytes + done, static_cast<std::size_t>(count - done), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += sent;
  }
  return true;
}

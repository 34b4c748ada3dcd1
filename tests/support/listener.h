// A TCP listener of the test's own on loopback: its port is open as long as this lives. Nobody accepts; the
// kernel answers.
#pragma once

#include <string>

#include "base/fd.h"
#include "net/socket.h"

namespace sounder::test {

class Listener {
 public:
  explicit Listener(const char* address = "127.0.0.1", Port port = Port{0})
      : fd_(*listen_tcp({*Address::parse(address), port}, true)), where_(*local_endpoint(fd_.get())) {}
  int fd() const { return fd_.get(); }
  const Endpoint& where() const { return where_; }
  std::string port() const { return std::to_string(number(where_.port)); }

 private:
  Fd fd_;
  Endpoint where_;
};

}  // namespace sounder::test

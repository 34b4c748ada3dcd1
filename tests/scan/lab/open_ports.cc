#include "tests/scan/lab/open_ports.h"

#include <sys/socket.h>

#include <array>
#include <cstring>

#include "net/accept.h"
#include "net/socket.h"

namespace sounder::test {
namespace {

constexpr std::size_t kHeld = 2000;
constexpr Duration kStopLatency = std::chrono::milliseconds(20);

}  // namespace

std::string OpenPorts::open(const std::vector<std::uint16_t>& ports) {
  for (const std::uint16_t port : ports) {
    auto listener = listen_tcp({Address::ipv4(0), Port{port}});
    if (!listener) return "port " + std::to_string(port) + ": " + std::strerror(listener.error());
    if (epoll_.add(listener->get(), EPOLLIN, static_cast<std::uint64_t>(listener->get())) != 0)
      return "epoll";
    listeners_.push_back(std::move(*listener));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
  return {};
}

void OpenPorts::accept_all(const std::stop_token& stop) {
  std::array<epoll_event, 64> room;
  while (!stop.stop_requested())
    for (const epoll_event& event : epoll_.wait(room, kStopLatency))
      accept_from(static_cast<int>(event.data.u64));
}

void OpenPorts::accept_from(int listener) {
  while (true) {
    auto accepted = accept_tcp(listener);
    if (!accepted && accept_trouble(accepted.error()) == AcceptTrouble::kConnection) continue;
    if (!accepted) return;
    set_reset_on_close(accepted->fd.get());
    held_.push_back(std::move(accepted->fd));
    if (held_.size() > kHeld) held_.pop_front();
  }
}

}  // namespace sounder::test

// Load for echo servers: one thread, epoll, ping-pong on every connection at once, every byte verified.
// usage: echo_load PORT CONNECTIONS SECONDS [PID]
// Prints one line: connections, round trips a second, and the resident megabytes of process PID while all
// connections stood idle (0 without PID).
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "net/address.h"
#include "net/descriptors.h"
#include "net/epoll.h"
#include "net/socket.h"

namespace sounder {
namespace {

constexpr std::size_t kMessageBytes = 64;
using Message = std::array<std::uint8_t, kMessageBytes>;

// What connection `number` sends the `round`th time: different for every pair.
Message message_of(std::uint64_t number, std::uint64_t round) {
  Message message;
  for (std::size_t i = 0; i < kMessageBytes; i += 8) {
    const std::uint64_t word = (number << 32U) * 0x9E3779B97F4A7C15U + round * 0xD1B54A32D192ED03U + i;
    std::memcpy(message.data() + i, &word, 8);
  }
  return message;
}

[[noreturn]] void fail(const char* what, std::size_t connection) {
  fmt::print(stderr, "echo_load: {} on connection {}: {}\n", what, connection, std::strerror(errno));
  std::exit(1);
}

struct Connection {
  Fd fd;
  std::uint64_t round = 0;
  std::size_t have = 0;
  Message got{};
};

Fd connect_now(const Endpoint& to, std::size_t number) {
  auto fd = start_connect(to);
  if (!fd) {
    errno = fd.error();
    fail("connect", number);
  }
  pollfd p{fd->get(), POLLOUT, 0};
  if (::poll(&p, 1, 10'000) != 1 || (errno = socket_error(fd->get())) != 0) fail("connect", number);
  set_no_delay(fd->get());
  return std::move(*fd);
}

void send_next(Connection& connection, std::size_t number) {
  const Message message = message_of(number, connection.round);
  if (::send(connection.fd.get(), message.data(), message.size(), MSG_NOSIGNAL) != kMessageBytes)
    fail("send", number);
}

// True if a round trip ended.
bool receive(Connection& connection, std::size_t number) {
  const auto got = ::recv(connection.fd.get(), connection.got.data() + connection.have,
                          kMessageBytes - connection.have, 0);
  if (got <= 0) fail("receive", number);
  connection.have += static_cast<std::size_t>(got);
  if (connection.have < kMessageBytes) return false;
  if (connection.got != message_of(number, connection.round)) fail("wrong bytes", number);
  connection.have = 0;
  ++connection.round;
  return true;
}

std::size_t resident_megabytes(const char* pid) {
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  for (std::string word; file >> word;) {
    std::size_t kilobytes = 0;
    if (word == "VmRSS:" && file >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

// User and system time of all threads so far; the kernel counts in ticks of 10 ms.
double processor_seconds(const char* pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string word;
  double ticks = 0;
  for (int field = 1; field <= 15 && file >> word; ++field)
    if (field >= 14) ticks += std::strtod(word.c_str(), nullptr);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// All round trips until then.
std::uint64_t ping_pong(std::vector<Connection>& connections, const Epoll& epoll, Instant until) {
  std::array<epoll_event, 512> room{};
  std::uint64_t round_trips = 0;
  while (clock_now() < until)
    for (const epoll_event& event : epoll.wait(room, std::chrono::milliseconds(100))) {
      const auto number = static_cast<std::size_t>(event.data.u64);
      if (!receive(connections[number], number)) continue;
      ++round_trips;
      send_next(connections[number], number);
    }
  return round_trips;
}

int run(std::uint16_t port, std::size_t count, double measure_s, const char* pid) {
  raise_descriptor_limit();
  const Endpoint server{Address::ipv4(0x7f000001), Port{port}};
  std::vector<Connection> connections(count);
  const Epoll epoll;
  for (std::size_t i = 0; i < count; ++i) {
    connections[i].fd = connect_now(server, i);
    epoll.add(connections[i].fd.get(), EPOLLIN, i);
    // A round trip each: the server's thread runs.
    send_next(connections[i], i);
    pollfd p{connections[i].fd.get(), POLLIN, 0};
    while (::poll(&p, 1, 10'000) == 1 && !receive(connections[i], i)) continue;
  }
  const std::size_t resident = pid == nullptr ? 0 : resident_megabytes(pid);
  for (std::size_t i = 0; i < count; ++i) send_next(connections[i], i);
  ping_pong(connections, epoll, clock_now() + std::chrono::milliseconds(500));  // up to speed
  const double before_s = pid == nullptr ? 0 : processor_seconds(pid);
  const auto whole = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(measure_s));
  const auto round_trips = static_cast<double>(ping_pong(connections, epoll, clock_now() + whole));
  const double used_s = pid == nullptr ? 0 : processor_seconds(pid) - before_s;
  fmt::print("{} {:.0f} {} {:.2f}\n", count, round_trips / measure_s, resident, used_s * 1e6 / round_trips);
  return 0;
}

}  // namespace
}  // namespace sounder

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: echo_load PORT CONNECTIONS SECONDS [PID]\n");
    return 2;
  }
  return sounder::run(static_cast<std::uint16_t>(std::atoi(argv[1])), std::strtoul(argv[2], nullptr, 10),
                      std::strtod(argv[3], nullptr), argc > 4 ? argv[4] : nullptr);
}

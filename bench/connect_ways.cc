// Two ways to connect to every port of a host, with nothing else around them: what the connect engine does
// (non-blocking connect, epoll, sockets used again after a refusal) and the same through io_uring. For the
// choice between them. usage: connect_ways ADDRESS epoll|uring THREADS SOCKETS   prints: way threads seconds
// cpu_seconds open refused other
#include <liburing.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "net/address.h"
#include "net/socket.h"

namespace sounder {
namespace {

constexpr std::uint32_t kPorts = 65535;
constexpr unsigned kBatch = 256;  // completions looked at together, in both ways

struct Found {
  std::uint64_t open = 0;
  std::uint64_t refused = 0;
  std::uint64_t other = 0;
};

Fd new_socket(const Address& to, int flags) {
  Fd fd(::socket(domain_of(to.family()), SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!fd) std::exit(3);
  set_reset_on_close(fd.get());
  return fd;
}

// Ports first, first + step, ...: one thread's.
class Ports {
 public:
  Ports(std::uint32_t first, std::uint32_t step) : next_(first + 1), step_(step) {}
  bool any() const { return next_ <= kPorts; }
  Port take() {
    const auto port = static_cast<std::uint16_t>(next_);
    next_ += step_;
    return Port{port};
  }

 private:
  std::uint32_t next_;
  std::uint32_t step_;
};

void count(int code, Found& found) {
  if (code == 0)
    ++found.open;
  else if (code == ECONNREFUSED)
    ++found.refused;
  else
    ++found.other;
}

struct Slot {
  Fd fd;
  SocketAddress to;
  bool waits = false;  // for the outcome of a connect
};

Found by_epoll(const Address& address, Ports ports, std::size_t sockets) {
  Found found;
  const Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<Slot> slots(sockets);
  std::size_t waiting = 0;
  // Goes from port to port until one has to be waited for.
  const auto go_on = [&](std::size_t index) {
    Slot& slot = slots[index];
    while (ports.any()) {
      if (!slot.fd) {
        slot.fd = new_socket(address, SOCK_NONBLOCK);
        epoll_event event{.events = EPOLLOUT | EPOLLET, .data = {.u64 = index}};
        ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, slot.fd.get(), &event);
      }
      slot.to = SocketAddress({address, ports.take()});
      const int code = ::connect(slot.fd.get(), slot.to.get(), slot.to.length) == 0 ? 0 : errno;
      if (code == EINPROGRESS) {
        slot.waits = true;
        ++waiting;
        return;
      }
      count(code, found);
      if (code != ECONNREFUSED) slot.fd.close();
    }
  };
  for (std::size_t index = 0; index < sockets; ++index) go_on(index);
  std::array<epoll_event, kBatch> events;
  while (waiting > 0) {
    const int ready = ::epoll_wait(epoll.get(), events.data(), kBatch, -1);
    for (int i = 0; i < ready; ++i) {
      Slot& slot = slots[events[static_cast<std::size_t>(i)].data.u64];
      if (!slot.waits) continue;  // a socket that was never connected is told as hung up
      // The second call tells the outcome, and after a refusal leaves the socket as new.
      const int code = ::connect(slot.fd.get(), slot.to.get(), slot.to.length) == 0 ? 0 : errno;
      if (code == EALREADY) continue;
      slot.waits = false;
      --waiting;
      count(code == EISCONN ? 0 : code, found);
      if (code != ECONNREFUSED) slot.fd.close();
      go_on(events[static_cast<std::size_t>(i)].data.u64);
    }
  }
  return found;
}

void open_ring(io_uring& ring, std::size_t sockets) {
  io_uring_params params{};
  params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE;
  params.cq_entries = static_cast<unsigned>(2 * sockets);
  if (::io_uring_queue_init_params(kBatch, &ring, &params) != 0) std::exit(3);
}

Found by_uring(const Address& address, Ports ports, std::size_t sockets) {
  Found found;
  io_uring ring;
  open_ring(ring, sockets);
  std::vector<Slot> slots(sockets);
  std::size_t waiting = 0;
  const auto ask = [&](std::size_t index) {
    Slot& slot = slots[index];
    io_uring_sqe* entry = ::io_uring_get_sqe(&ring);
    if (entry == nullptr) {
      ::io_uring_submit(&ring);
      entry = ::io_uring_get_sqe(&ring);
    }
    ::io_uring_prep_connect(entry, slot.fd.get(), slot.to.get(), slot.to.length);
    ::io_uring_sqe_set_data64(entry, index);
    ++waiting;
  };
  const auto go_on = [&](std::size_t index) {
    if (!ports.any()) return;
    Slot& slot = slots[index];
    if (!slot.fd)
      slot.fd = new_socket(address, 0);  // blocking: io_uring waits for it, and does not say EAGAIN
    slot.to = SocketAddress({address, ports.take()});
    ask(index);
  };
  for (std::size_t index = 0; index < sockets; ++index) go_on(index);
  while (waiting > 0) {
    ::io_uring_submit_and_wait(&ring, 1);
    std::array<io_uring_cqe*, kBatch> done;
    const unsigned ready = ::io_uring_peek_batch_cqe(&ring, done.data(), kBatch);
    for (unsigned i = 0; i < ready; ++i) {
      const auto index = static_cast<std::size_t>(done[i]->user_data);
      const int code = -done[i]->res;
      --waiting;
      // The kernel tells a refusal that was waited for without the second connect that makes the socket new
      // again; the next one does that, and has to be asked once more.
      if (code == ECONNABORTED) {
        ask(index);
        continue;
      }
      count(code, found);
      if (code != ECONNREFUSED) slots[index].fd.close();
      go_on(index);
    }
    ::io_uring_cq_advance(&ring, ready);
  }
  ::io_uring_queue_exit(&ring);
  return found;
}

double cpu_seconds() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return of(use.ru_utime) + of(use.ru_stime);
}

}  // namespace
}  // namespace sounder

int main(int argc, char** argv) {
  using namespace sounder;
  const auto address = argc == 5 ? Address::parse(argv[1]) : std::nullopt;
  const std::string_view way = argc == 5 ? argv[2] : "";
  if (!address || (way != "epoll" && way != "uring")) return 2;
  const auto threads = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
  const std::size_t sockets = std::strtoul(argv[4], nullptr, 10);
  if (threads == 0 || sockets < threads) return 2;
  std::vector<Found> found(threads);
  const Instant start = clock_now();
  {
    std::vector<std::jthread> workers;
    for (std::uint32_t i = 0; i < threads; ++i)
      workers.emplace_back([&, i] {
        const Ports ports(i, threads);
        found[i] = way == "epoll" ? by_epoll(*address, ports, sockets / threads)
                                  : by_uring(*address, ports, sockets / threads);
      });
  }
  Found sum;
  for (const Found& each : found) {
    sum.open += each.open;
    sum.refused += each.refused;
    sum.other += each.other;
  }
  std::printf("%s %u %.3f %.3f %llu %llu %llu\n", argv[2], threads, seconds(clock_now() - start),
              cpu_seconds(), static_cast<unsigned long long>(sum.open),
              static_cast<unsigned long long>(sum.refused), static_cast<unsigned long long>(sum.other));
}

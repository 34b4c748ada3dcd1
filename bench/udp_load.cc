// Load for UDP echo servers: one thread, whole batches, so many datagrams under way from each of several
// source addresses (127.1.0.1, 127.1.0.2, ...), every one verified. usage: udp_load PORT SOURCES UNDER_WAY
// SIZE SECONDS Prints one line: sources, datagrams back a second, and the share that never came back, in
// percent.
#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/clock.h"
#include "net/address.h"
#include "net/datagrams.h"

namespace sounder {
namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kMostBytes = 1472;
// What has not come back by then is lost: over loopback an echo takes well under a millisecond.
constexpr Duration kLostAfter = std::chrono::milliseconds(50);

struct Source {
  Fd fd;
  std::size_t under_way = 0;
  Instant last{};
};

struct Totals {
  std::uint64_t back = 0;
  std::uint64_t lost = 0;
};

[[noreturn]] void fail(const char* what) {
  fmt::print(stderr, "udp_load: {}: {}\n", what, std::strerror(errno));
  std::exit(1);
}

Source open_source(std::uint32_t number, const Endpoint& server) {
  auto fd = bind_udp({Address::ipv4(0x7f010001U + number), Port{0}});
  const SocketAddress to(server);
  if (!fd || ::connect(fd->get(), to.get(), to.length) != 0) fail("a source");
  return {std::move(*fd)};
}

class Load {
 public:
  explicit Load(std::size_t bytes) : bytes_(bytes) {
    for (std::size_t i = 0; i < bytes; ++i) sent_[i] = static_cast<char>('a' + i % 26);
  }

  void send(Source& source, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      pieces_[i] = {sent_.data(), bytes_};
      messages_[i] = {};
      messages_[i].msg_hdr.msg_iov = &pieces_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent =
        ::sendmmsg(source.fd.get(), messages_.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    if (sent > 0) source.under_way += static_cast<std::size_t>(sent);
  }

  void receive(Source& source, Totals& totals) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      pieces_[i] = {received_[i].data(), kMostBytes};
      messages_[i] = {};
      messages_[i].msg_hdr.msg_iov = &pieces_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
    const int got = ::recvmmsg(source.fd.get(), messages_.data(), kBatch, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < got; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (messages_[at].msg_len != bytes_ || std::memcmp(received_[at].data(), sent_.data(), bytes_) != 0) {
        fmt::print(stderr, "udp_load: something else came back\n");
        std::exit(1);
      }
    }
    if (got <= 0) return;
    const auto back = std::min(static_cast<std::size_t>(got), source.under_way);
    source.under_way -= back;
    totals.back += back;
    source.last = clock_now();
  }

 private:
  std::size_t bytes_;
  std::array<char, kMostBytes> sent_{};
  std::array<std::array<char, kMostBytes>, kBatch> received_{};
  std::array<iovec, kBatch> pieces_{};
  std::array<mmsghdr, kBatch> messages_{};
};

int run(const Endpoint& server, std::size_t source_count, std::size_t under_way, std::size_t bytes,
        Duration duration) {
  std::vector<Source> sources;
  for (std::size_t i = 0; i < source_count; ++i)
    sources.push_back(open_source(static_cast<std::uint32_t>(i), server));
  Load load(bytes);
  Totals totals;
  std::vector<pollfd> polled;
  for (const Source& source : sources) polled.push_back({source.fd.get(), POLLIN, 0});
  const Instant start = clock_now();
  for (Source& source : sources) source.last = start;
  for (Instant now = start; now - start < duration; now = clock_now()) {
    for (Source& source : sources) {
      if (source.under_way > 0 && now - source.last > kLostAfter) {
        totals.lost += std::exchange(source.under_way, 0);
        source.last = now;
      }
      if (source.under_way < under_way) load.send(source, std::min(kBatch, under_way - source.under_way));
    }
    ::poll(polled.data(), polled.size(), 10);
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (polled[i].revents != 0) load.receive(sources[i], totals);
  }
  const double took_s = seconds(clock_now() - start);
  const auto all = static_cast<double>(totals.back + totals.lost);
  fmt::print("{} {:.0f} {:.2f}\n", source_count, static_cast<double>(totals.back) / took_s,
             all > 0 ? 100 * static_cast<double>(totals.lost) / all : 100);
  return 0;
}

}  // namespace
}  // namespace sounder

int main(int argc, char** argv) {
  using namespace sounder;
  if (argc != 6) {
    fmt::print(stderr, "usage: udp_load PORT SOURCES UNDER_WAY SIZE SECONDS\n");
    return 2;
  }
  const Endpoint server{Address::ipv4(0x7f000001), Port{static_cast<std::uint16_t>(std::atoi(argv[1]))}};
  const auto bytes = std::min<std::size_t>(1472, static_cast<std::size_t>(std::atoi(argv[4])));
  return run(server, static_cast<std::size_t>(std::atoi(argv[2])),
             static_cast<std::size_t>(std::atoi(argv[3])), bytes,
             std::chrono::nanoseconds(static_cast<std::int64_t>(std::atof(argv[5]) * 1e9)));
}

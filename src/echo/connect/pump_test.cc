#include "echo/connect/pump.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/text.h"
#include "base/wakeup.h"

namespace sounder {
namespace {

using testing::HasSubstr;

struct Wire {
  Wire() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    client = Fd(ends[0]);
    server = Fd(ends[1]);
    ::fcntl(client.get(), F_SETFL, O_NONBLOCK);
  }
  Fd client, server;
};

Fd memory_file(const std::string& content) {
  Fd fd(::memfd_create("pump_test", MFD_CLOEXEC));
  EXPECT_EQ(::write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

std::string content_of(const Fd& fd) {
  std::string content(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
  EXPECT_EQ(::pread(fd.get(), content.data(), content.size(), 0), static_cast<ssize_t>(content.size()));
  return content;
}

// Echoes at most `most` bytes and closes.
void echo(const Fd& fd, std::size_t most) {
  char buffer[5000];
  for (std::size_t done = 0; done < most;) {
    const auto got = ::recv(fd.get(), buffer, std::min(sizeof buffer, most - done), 0);
    if (got <= 0) break;
    ssize_t sent = 0;
    while (sent < got) {
      const auto taken = ::send(fd.get(), buffer + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
      if (taken < 0) return;  // the client is gone
      sent += taken;
    }
    done += static_cast<std::size_t>(got);
  }
  ::shutdown(fd.get(), SHUT_RDWR);
}

TEST(Pump, BringsAllBytesThereAndBack) {
  Wire wire;
  const std::string bytes(3'000'000, 'x');
  const Fd in = memory_file(bytes);
  const Fd out = memory_file("");
  const std::jthread server([&] { echo(wire.server, SIZE_MAX); });
  const auto totals = pump(
      {.socket = wire.client.get(), .input = in.get(), .output = out.get(), .stop = -1, .rendering = {}});
  ASSERT_TRUE(totals) << totals.error().message;
  EXPECT_EQ(totals->sent, bytes.size());
  EXPECT_EQ(content_of(out), bytes);
}

TEST(Pump, SaysHowManyBytesAServerOwesThatClosesEarly) {
  Wire wire;
  const Fd in = memory_file(std::string(5000, 'x'));
  const Fd out = memory_file("");
  const std::jthread server([&] {
    char buffer[5000];
    ::recv(wire.server.get(), buffer, sizeof buffer, MSG_WAITALL);
    ::send(wire.server.get(), buffer, 4000, 0);
    ::shutdown(wire.server.get(), SHUT_RDWR);
  });
  const auto totals = pump(
      {.socket = wire.client.get(), .input = in.get(), .output = out.get(), .stop = -1, .rendering = {}});
  ASSERT_FALSE(totals);
  EXPECT_EQ(totals.error().fault, Fault::kPeer);
  EXPECT_EQ(totals.error().message, "the server closed the connection; missing: 1000 bytes");
  EXPECT_EQ(content_of(out).size(), 4000) << "what came back is written all the same";
}

TEST(Pump, AFullDiskIsNamed) {
  Wire wire;
  const Fd in = memory_file("x");
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const std::jthread server([&] { echo(wire.server, SIZE_MAX); });
  const auto totals = pump(
      {.socket = wire.client.get(), .input = in.get(), .output = full.get(), .stop = -1, .rendering = {}});
  ASSERT_FALSE(totals);
  EXPECT_EQ(totals.error().fault, Fault::kMachine);
  EXPECT_THAT(totals.error().message, HasSubstr(describe_errno(ENOSPC)));
  wire.client.close();
}

TEST(Pump, StopsWhileItsOutputIsStuck) {
  Wire wire;
  const Fd in = memory_file(std::string(1'000'000, 'x'));
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd nobody_reads(ends[0]);
  const Fd out(ends[1]);
  const Wakeup stop;
  std::jthread server([&] { echo(wire.server, SIZE_MAX); });
  const std::jthread stopper([&] {
    pollfd room{out.get(), POLLOUT, 0};
    while (::poll(&room, 1, 0) == 1) std::this_thread::yield();  // until the pipe is full
    stop.notify();
  });
  const auto totals = pump({.socket = wire.client.get(),
                            .input = in.get(),
                            .output = out.get(),
                            .stop = stop.fd(),
                            .rendering = {}});
  ASSERT_FALSE(totals);
  EXPECT_EQ(totals.error().fault, Fault::kInterrupted);
  wire.client.close();
}

}  // namespace
}  // namespace sounder

#include "echo/open_connection.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/wakeup.h"
#include "net/socket.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Address kLoopback = *Address::parse("127.0.0.1");

// A port that was free a moment ago.
Port free_port() { return local_endpoint(listen_tcp({kLoopback, Port{0}})->get())->port; }

// A listener whose queue is full: further clients get no answer at all.
class SilentListener {
 public:
  SilentListener() : listener_(*listen_tcp({kLoopback, Port{0}})) {
    ::listen(listener_.get(), 0);
    where_ = *local_endpoint(listener_.get());
    for (int i = 0; i < 4; ++i) fillers_.push_back(*start_connect(where_));
  }
  Endpoint where() const { return where_; }

 private:
  Fd listener_;
  Endpoint where_;
  std::vector<Fd> fillers_;
};

TEST(ConnectTo, FindsTheAddressThatAnswersAmongThoseThatDoNot) {
  const auto listener = listen_tcp({kLoopback, Port{0}});
  const Endpoint good = *local_endpoint(listener->get());
  const SilentListener silent;
  const std::vector<Endpoint> endpoints{{kLoopback, free_port()}, silent.where(), good};
  const auto fd = connect_to_any(endpoints, "host", clock_now() + 10s, -1);
  ASSERT_TRUE(fd) << fd.error().message;
  EXPECT_EQ(remote_endpoint(fd->get()), good);
}

TEST(ConnectTo, SaysWhatCameOfEveryAddress) {
  const SilentListener silent;
  const Port nobody = free_port();
  const std::vector<Endpoint> endpoints{{kLoopback, nobody}, silent.where()};
  const auto fd = connect_to_any(endpoints, "host", clock_now() + 300ms, -1);
  ASSERT_FALSE(fd);
  EXPECT_EQ(fd.error().fault, Fault::kPeer);
  EXPECT_EQ(
      fd.error().message,
      fmt::format("cannot connect to host (127.0.0.1:{}: refused, nothing listens there; {}: no answer)",
                  number(nobody), silent.where().to_string()));
}

TEST(ConnectTo, NamesAHostThatDoesNotExist) {
  const auto fd =
      connect_to({.host = "no-such-host.invalid", .port = Port{7}, .family = {}, .timeout = 5s}, -1);
  ASSERT_FALSE(fd);
  EXPECT_THAT(fd.error().message, HasSubstr("no-such-host.invalid"));
}

TEST(ConnectTo, IsCalledOffThroughADescriptor) {
  const SilentListener silent;
  const Endpoint where = silent.where();
  const Wakeup stop;
  stop.notify();
  const auto fd = connect_to_any(std::span(&where, 1), "host", clock_now() + 1h, stop.fd());
  ASSERT_FALSE(fd);
  EXPECT_EQ(fd.error().fault, Fault::kInterrupted);
}

}  // namespace
}  // namespace sounder

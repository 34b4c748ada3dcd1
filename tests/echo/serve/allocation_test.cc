// No server model allocates memory for a message: counted in a program of its own, where every allocation of
// C++ is seen.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "echo/serve/listeners.h"
#include "tests/echo/serve/counted_allocations.h"
#include "tests/echo/serve/model.h"
#include "tests/echo/serve/test_client.h"

namespace sounder::test {
namespace {

class Allocations : public testing::TestWithParam<Model> {};

void ping_pong(const TestClient& client, int times) {
  std::array<std::byte, 64> message{};
  for (int i = 0; i < times; ++i) {
    message[0] = static_cast<std::byte>(i);
    ASSERT_EQ(::send(client.fd(), message.data(), message.size(), MSG_NOSIGNAL), 64);
    std::array<std::byte, 64> answer{};
    for (std::size_t have = 0; have < answer.size();) {
      const auto got = ::recv(client.fd(), answer.data() + have, answer.size() - have, 0);
      if (got < 0 && errno == EINTR) continue;
      ASSERT_GT(got, 0);
      have += static_cast<std::size_t>(got);
    }
    ASSERT_EQ(answer, message);
  }
}

TEST_P(Allocations, NoneForAMessage) {
  const Endpoint any_port{*Address::parse("127.0.0.5"), Port{0}};
  auto listeners = open_listeners(std::span(&any_port, 1));
  ASSERT_TRUE(listeners);
  const Endpoint where = *local_endpoint(listeners->front().get());
  RecordedEvents events;
  const auto server = GetParam().start({.max_connections = 10}, std::move(*listeners), events);
  const TestClient client(where, 0, GetParam().tls);
  ping_pong(client, 100);
  const std::uint64_t before = allocations();
  ping_pong(client, 5000);
  // A list may still reach its length for the first time, and keeps it.
  EXPECT_LE(allocations() - before, 3);
}

INSTANTIATE_TEST_SUITE_P(Models, Allocations, testing::ValuesIn(models()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace sounder::test

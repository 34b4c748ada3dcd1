#include "echo/serve/server_threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/socket.h>

namespace sounder {
namespace {

using testing::_;

class RecordingEvents : public ServerEvents {
 public:
  MOCK_METHOD(void, on_event, (const ServerEvent&), (override));
};

MATCHER(IsRefusalForLackOfThreads, "") {
  const auto* refused = std::get_if<ClientRefused>(&arg);
  return refused != nullptr && refused->why == Refusal::kNoThread;
}

struct Pair {
  Pair() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    client.fd = Fd(ends[0]);
    other = Fd(ends[1]);
  }
  Accepted client;
  Fd other;
};

Served wait_for_the_end(const std::stop_token&, int fd) {
  char byte = 0;
  while (::recv(fd, &byte, 1, 0) > 0) continue;
  return {};
}

TEST(ServerThreads, AThreadThatCannotBeStartedCostsThatOneClientAndIsCounted) {
  testing::NiceMock<RecordingEvents> events;
  const Wakeup left;
  Admission admission({.max_connections = 10, .max_per_address = 10}, events, left);
  ServerThreads server(wait_for_the_end, admission);
  Pair first;
  Pair second;
  Pair third;
  EXPECT_EQ(server.enter(first.client, {}), std::nullopt);

  pthread_attr_t usual;
  pthread_attr_t impossible;  // no address space has room for such a stack
  ASSERT_EQ(pthread_getattr_default_np(&usual), 0);
  ASSERT_EQ(pthread_getattr_default_np(&impossible), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&impossible, std::size_t{1} << 47), 0);
  ASSERT_EQ(pthread_setattr_default_np(&impossible), 0);
  EXPECT_CALL(events, on_event(_)).Times(testing::AnyNumber());
  EXPECT_CALL(events, on_event(IsRefusalForLackOfThreads()));
  const auto refusal = server.enter(second.client, {});
  pthread_setattr_default_np(&usual);

  EXPECT_EQ(refusal, Refusal::kNoThread);
  EXPECT_TRUE(second.client.fd) << "the descriptor stays with the caller";
  EXPECT_EQ(admission.counters().refused_no_thread, 1);
  EXPECT_EQ(admission.active(), 1);
  EXPECT_EQ(server.enter(third.client, {}), std::nullopt);
  EXPECT_EQ(admission.active(), 2);
}

TEST(ServerThreads, ItsEndWakesEveryBlockedThreadAndWaitsForAll) {
  testing::NiceMock<RecordingEvents> events;
  EXPECT_CALL(events, on_event(_)).Times(testing::AnyNumber());
  EXPECT_CALL(events, on_event(testing::VariantWith<ClientDisconnected>(_))).Times(50);
  const Wakeup left;
  std::vector<Pair> pairs(50);
  {
    Admission admission({.max_connections = 50}, events, left);
    ServerThreads server(wait_for_the_end, admission);
    for (Pair& pair : pairs) EXPECT_EQ(server.enter(pair.client, {}), std::nullopt);
  }
}

}  // namespace
}  // namespace sounder

// What every server model must do, byte for byte (docs/echo.md). Runs once for each row of models().
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "echo/serve/listeners.h"
#include "net/accept.h"
#include "tests/echo/serve/model.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;
using Seen = RecordedEvents::Seen;

class Conformance : public testing::TestWithParam<Model> {
 protected:
  // Starts the server on a loopback port of the kernel's choice.
  void start(const ServerOptions& options = {.max_connections = 1000}) {
    // Not 127.0.0.1, whose ports other tests scan at the same time: their connects were seen here as clients
    // that reset.
    const Endpoint any_port{*Address::parse("127.0.0.5"), Port{0}};
    auto listeners = open_listeners(std::span(&any_port, 1));
    ASSERT_TRUE(listeners);
    where_ = *local_endpoint(listeners->front().get());
    server_ = GetParam().start(options, std::move(*listeners), events_);
  }
  void wait_for_nobody() {
    EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.active == 0; }));
  }
  TestClient connect(int receive_buffer_bytes = 0) const { return connect_to(where_, receive_buffer_bytes); }
  static TestClient connect_to(const Endpoint& where, int receive_buffer_bytes = 0) {
    return TestClient(where, receive_buffer_bytes, GetParam().tls);
  }
  // Waits until that many have left, and says how the last one ended.
  Ending ending_of_last(std::size_t left) {
    EXPECT_TRUE(events_.wait_until([&](const Seen& seen) { return seen.disconnected.size() >= left; }));
    const auto seen = events_.seen();
    return seen.disconnected.empty() ? Ending::kClientClosed : seen.disconnected.back().ending;
  }

  RecordedEvents events_;
  Endpoint where_;
  std::unique_ptr<RunningServer> server_;
};

// Sends from a second thread, so that neither side's buffers can lock the two ends.
void send_and_expect_back(const TestClient& client, const std::vector<std::byte>& bytes) {
  const std::jthread sender([&] {
    client.send(bytes);
    client.half_close();
  });
  EXPECT_TRUE(client.receive(bytes.size()) == bytes) << bytes.size() << " bytes came back changed";
  EXPECT_TRUE(client.ended());
}

TEST_P(Conformance, RandomSizesComeBackExactly) {
  start();
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (const std::size_t most : {1U, 100U, 70'000U, 3'000'000U})
    for (int i = 0; i < 5; ++i)
      send_and_expect_back(connect(),
                           random_bytes(static_cast<std::uint32_t>(random()), 1 + random() % most));
  wait_for_nobody();
  for (const ClientDisconnected& client : events_.seen().disconnected)
    EXPECT_EQ(client.ending, Ending::kClientClosed);
}

TEST_P(Conformance, ASlowReaderThatHalfClosesAfter25MegabytesGetsAllOfThem) {
  start();
  const auto bytes = random_bytes(25, 25'000'000);
  const TestClient client = connect(64 * 1024);
  std::atomic<std::size_t> sent{0};
  const std::jthread sender([&] {
    while (sent < bytes.size()) {
      const std::size_t portion = std::min<std::size_t>(bytes.size() - sent, 10'000);
      client.send(std::span(bytes).subspan(sent, portion));
      sent += portion;
    }
    client.half_close();
  });
  // Slow means: it starts only when nothing moves any more, all buffers being full, and then reads small
  // portions.
  std::size_t before = 0;
  do {
    before = sent;
    ::poll(nullptr, 0, 50);
  } while (before == 0 || before != sent);
  EXPECT_LT(before, bytes.size());
  std::size_t have = 0;
  while (have < bytes.size()) {
    const auto portion = client.receive(std::min<std::size_t>(10'000, bytes.size() - have));
    ASSERT_FALSE(portion.empty()) << have << " bytes came back";
    ASSERT_TRUE(std::equal(portion.begin(), portion.end(), bytes.begin() + static_cast<long>(have)));
    have += portion.size();
    if (have % 1'000'000 < 10'000) ::poll(nullptr, 0, 10);
  }
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(ending_of_last(1), Ending::kClientClosed);
  EXPECT_EQ(events_.seen().disconnected.front().echoed_bytes, bytes.size());
}

TEST_P(Conformance, AHalfCloseRightAfterConnectIsAnsweredWithAnEnd) {
  start();
  const TestClient client = connect();
  client.half_close();
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(ending_of_last(1), Ending::kClientClosed);
}

TEST_P(Conformance, AResetInTheMiddleEndsThatClientOnly) {
  start();
  const TestClient other = connect();
  TestClient client = connect();
  client.send(random_bytes(1, 100'000));
  client.receive(10);
  client.reset();
  EXPECT_EQ(ending_of_last(1), Ending::kReset);
  other.send("still here");
  EXPECT_EQ(other.receive_text(10), "still here");
}

TEST_P(Conformance, AResetBeforeTheServerLooksLeavesItServing) {
  start();
  for (int i = 0; i < 50; ++i) connect().reset();
  const TestClient client = connect();
  client.send("x");
  EXPECT_EQ(client.receive_text(1), "x");
}

TEST_P(Conformance, AClientThatNeverReadsIsTakenAFewBytesAndThenCutOff) {
  start({.max_connections = 10, .stall_timeout = 300ms});
  const TestClient client = connect(4096);
  const auto bytes = random_bytes(2, 1'000'000);
  std::size_t taken = 0;
  // Pushes until the server gives the client up; what it takes meanwhile is all that it and the kernel hold
  // for it.
  while (server_->figures().active > 0 || events_.seen().connected == 0) {
    taken += client.send_some(bytes);
    ASSERT_LT(taken, 64'000'000) << "the server takes bytes without bound";
    ::poll(nullptr, 0, 1);
  }
  EXPECT_EQ(ending_of_last(1), Ending::kStalled);
}

TEST_P(Conformance, OneByteAtATimeComesBackByteByByte) {
  start();
  const TestClient client = connect();
  for (const char byte : std::string("one byte at a time, each on its own")) {
    client.send(std::string_view(&byte, 1));
    ASSERT_EQ(client.receive_text(1), std::string(1, byte));
  }
}

TEST_P(Conformance, TwoHundredClientsAtOnceEachGetTheirOwnBytes) {
  start();
  std::vector<TestClient> clients;
  clients.reserve(200);
  for (int i = 0; i < 200; ++i) clients.push_back(connect());
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.active == 200; }));
  std::vector<std::jthread> threads;
  threads.reserve(200);
  for (std::uint32_t i = 0; i < 200; ++i)
    threads.emplace_back([&, i] { send_and_expect_back(clients[i], random_bytes(i, 20'000 + 100 * i)); });
  threads.clear();
  wait_for_nobody();
  EXPECT_EQ(events_.seen().connected, 200);
}

TEST_P(Conformance, OneClientTooManyIsRefusedWithAnEndAndTheRestIsUnharmed) {
  start({.max_connections = 3});
  std::vector<TestClient> clients;
  clients.reserve(3);
  for (int i = 0; i < 3; ++i) clients.push_back(connect());
  const TestClient extra = connect();
  // Bytes it has sent before it knows must not turn the end into a reset.
  extra.send_some(random_bytes(3, 1000));
  EXPECT_TRUE(extra.ended());
  EXPECT_TRUE(
      events_.wait_until([](const Seen& seen) { return seen.refused == std::vector{Refusal::kFull}; }));
  for (const TestClient& client : clients) {
    client.send("unharmed");
    EXPECT_EQ(client.receive_text(8), "unharmed");
  }
}

TEST_P(Conformance, APlaceIsFreeAsSoonAsItsClientHasSeenTheEnd) {
  start({.max_connections = 1});
  for (int i = 0; i < 200; ++i) {
    const TestClient client = connect();
    client.half_close();
    ASSERT_TRUE(client.ended());
  }
  EXPECT_TRUE(events_.seen().refused.empty());
}

TEST_P(Conformance, OneAddressHasItsOwnCap) {
  start({.max_connections = 100, .max_per_address = 2});
  TestClient first = connect();
  const TestClient second = connect();
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.active == 2; }));
  const TestClient third = connect();
  EXPECT_TRUE(third.ended());
  EXPECT_TRUE(
      events_.wait_until([](const Seen& seen) { return seen.refused == std::vector{Refusal::kPerAddress}; }));
  first.half_close();
  EXPECT_TRUE(first.ended());
  const TestClient fourth = connect();
  fourth.send("x");
  EXPECT_EQ(fourth.receive_text(1), "x");
}

TEST_P(Conformance, AnIdleClientIsEndedOrderlyAndABusyOneStays) {
  start({.max_connections = 10, .idle_timeout = 400ms});
  const TestClient idle = connect();
  const TestClient busy = connect();
  const Instant started = clock_now();
  while (idle.next(20ms) == "nothing") {
    busy.send("x");
    ASSERT_EQ(busy.receive_text(1), "x");
  }
  EXPECT_GE(clock_now() - started, 350ms);
  idle.half_close();
  EXPECT_EQ(ending_of_last(1), Ending::kIdle);
  busy.send("y");
  EXPECT_EQ(busy.receive_text(1), "y");
}

TEST_P(Conformance, DescriptorsRunOutAndTheServerGoesOnWhenTheyAreBack) {
  start();
  const TestClient before = connect();
  before.send("x");
  EXPECT_EQ(before.receive_text(1), "x");
  // The client is made first: from here on this process, server and test alike, gets no more descriptors.
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const rlimit none{static_cast<rlim_t>(socket.get()) + 1, old.rlim_max};
  // Lower numbers that are free would still be given out.
  std::vector<Fd> fillers;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  for (Fd filler(::dup(0)); filler; filler = Fd(::dup(0))) fillers.push_back(std::move(filler));
  const SocketAddress address(where_);
  const int connected = ::connect(socket.get(), address.get(), address.length);
  const bool noticed = events_.wait_until([](const Seen& seen) { return seen.shortages == 1; });
  before.send("y");
  const std::string served = before.receive_text(1);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  EXPECT_EQ(connected, 0);
  EXPECT_TRUE(noticed);
  EXPECT_EQ(served, "y");
  // The one who waited is served now; one line was enough for the whole shortage.
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.connected == 2; }));
  EXPECT_EQ(events_.seen().shortages, 1);
}

TEST_P(Conformance, StopUnderLoadLosesNothingBeforeTheDeadline) {
  start({.max_connections = 1000, .drain_timeout = 60s});
  std::vector<TestClient> clients;
  clients.reserve(20);
  for (int i = 0; i < 20; ++i) clients.push_back(connect());
  std::atomic<int> under_way{0};
  std::vector<std::jthread> threads;
  threads.reserve(20);
  for (std::uint32_t i = 0; i < 20; ++i)
    threads.emplace_back([&, i] {
      const auto bytes = random_bytes(i, 2'000'000);
      const std::jthread sender([&] {
        clients[i].send(bytes);
        clients[i].half_close();
      });
      EXPECT_EQ(clients[i].receive(1000), std::vector(bytes.begin(), bytes.begin() + 1000));
      ++under_way;
      const auto rest = clients[i].receive(bytes.size() - 1000);
      EXPECT_TRUE(std::equal(rest.begin(), rest.end(), bytes.begin() + 1000, bytes.end()));
      EXPECT_TRUE(clients[i].ended());
    });
  while (under_way < 20) std::this_thread::yield();
  server_->request_stop();
  threads.clear();
  EXPECT_EQ(server_->wait_end().cut, 0);
}

TEST_P(Conformance, StopServesTheClientsThatAlreadyWaitInTheQueue) {
  const Endpoint any_port{*Address::parse("127.0.0.1"), Port{0}};
  auto listeners = open_listeners(std::span(&any_port, 1));
  ASSERT_TRUE(listeners);
  where_ = *local_endpoint(listeners->front().get());
  // They connect and speak before anybody accepts.
  std::vector<TestClient> clients;
  clients.reserve(20);
  for (int i = 0; i < 20; ++i) {
    clients.push_back(connect());
    clients.back().send("waited");
  }
  server_ = GetParam().start({.max_connections = 1000, .drain_timeout = 60s}, std::move(*listeners), events_);
  server_->request_stop();
  for (const TestClient& client : clients) {
    client.half_close();
    EXPECT_EQ(client.receive_text(6), "waited");
    EXPECT_TRUE(client.ended());
  }
  EXPECT_EQ(server_->wait_end().accepted, 20);
}

TEST_P(Conformance, TheDrainDeadlineCutsWhoIsLeftAndCountsThem) {
  start({.max_connections = 10, .drain_timeout = 200ms});
  std::vector<TestClient> clients;
  clients.reserve(3);
  for (int i = 0; i < 3; ++i) clients.push_back(connect());
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.active == 3; }));
  const Instant started = clock_now();
  server_->request_stop();
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.draining; }));
  clients[0].half_close();
  EXPECT_TRUE(clients[0].ended());
  const ServerCounters counters = server_->wait_end();
  EXPECT_GE(clock_now() - started, 200ms);
  EXPECT_EQ(counters.cut, 2);
  EXPECT_EQ(events_.seen().drained.size(), 1);
  EXPECT_EQ(events_.seen().drained.front().cut, 2);
  EXPECT_TRUE(clients[1].ended());
}

TEST_P(Conformance, ADrainingServerTakesNobodyNew) {
  start({.max_connections = 10, .drain_timeout = 60s});
  const TestClient client = connect();
  client.send("x");
  EXPECT_EQ(client.receive_text(1), "x");
  server_->request_stop();
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.draining; }));
  auto late = start_connect(where_);
  if (late) {
    pollfd p{late->get(), POLLOUT, 0};
    ASSERT_EQ(::poll(&p, 1, poll_timeout_ms(kPatience)), 1);
    EXPECT_EQ(socket_error(late->get()), ECONNREFUSED);
  }
  client.send("y");
  EXPECT_EQ(client.receive_text(1), "y");
}

TEST_P(Conformance, ASecondRequestEndsTheDrainAtOnce) {
  start({.max_connections = 10, .drain_timeout = 1h});
  const TestClient blocked_in_send = connect(4096);
  const TestClient blocked_in_receive = connect();
  const auto bytes = random_bytes(4, 1'000'000);
  while (blocked_in_send.send_some(bytes) > 0) continue;
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.active == 2; }));
  server_->request_stop();
  EXPECT_TRUE(events_.wait_until([](const Seen& seen) { return seen.draining; }));
  server_->request_stop();
  EXPECT_EQ(server_->wait_end().cut, 2);
}

TEST_P(Conformance, ServesIpv6AndIpv4OnEveryAddressAndSeveralListeners) {
  auto listeners = open_listeners_everywhere(Port{0});
  ASSERT_TRUE(listeners);
  const Endpoint own{*Address::parse("127.0.0.1"), Port{0}};
  auto more = open_listeners(std::span(&own, 1));
  ASSERT_TRUE(more);
  const Port everywhere = local_endpoint(listeners->front().get())->port;
  const Endpoint second = *local_endpoint(more->front().get());
  listeners->push_back(std::move(more->front()));
  server_ = GetParam().start({.max_connections = 10}, std::move(*listeners), events_);
  std::vector<Endpoint> doors{{*Address::parse("127.0.0.1"), everywhere}, second};
  if (events_.wait_until([](const Seen& seen) { return seen.listening.size() == 2; }) &&
      events_.seen().listening.front().address.family() == Family::kIpv6)
    doors.push_back({*Address::parse("::1"), everywhere});
  for (const Endpoint& door : doors) {
    const TestClient client = connect_to(door);
    client.send("x");
    EXPECT_EQ(client.receive_text(1), "x") << door.to_string();
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Conformance, testing::ValuesIn(models()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace sounder::test

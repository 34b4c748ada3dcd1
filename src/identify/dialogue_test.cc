// Dialogues in virtual time, with servers that are functions.
#include "identify/dialogue.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace sounder {
namespace {

using namespace std::chrono_literals;

struct Reply {
  std::string bytes{};
  bool closes = false;
};

// What a server does. Both directions take half of `rtt`.
struct Server {
  Duration rtt = 1ms;
  std::string greeting{};
  Duration greets_after{};
  bool hangs_up = false;  // at once
  bool tls = false;       // it says nothing without
  std::function<Reply(std::string_view sent)> answer = [](std::string_view) { return Reply{}; };
};

struct Told {
  Identified identified;
  Duration took{};
  std::vector<std::string> sent;
};

// The talker and the network.
class Simulation {
 public:
  Simulation(const Server& server, std::uint16_t port, const DialogueLimits& limits)
      : server_(server), dialogue_({"host.example", port}, server.rtt, limits, now_) {}

  Told run() {
    for (int steps = 0; steps < 10'000; ++steps) {
      const Move move = dialogue_.poll(now_);
      switch (move.kind) {
        case Move::Kind::kConnect:
          connect(move);
          break;
        case Move::Kind::kSend:
          send(move);
          break;
        case Move::Kind::kClose:
          ++connection_[move.line];
          break;
        case Move::Kind::kWait:
          wait(move.until);
          break;
        case Move::Kind::kDone:
          return {dialogue_.identified(), now_ - start_, sent_};
      }
    }
    ADD_FAILURE() << "it does not end";
    return {};
  }

 private:
  void later(Duration delay, Line line, std::function<void()> event) {
    const int connection = connection_[line];
    events_.emplace(now_ + delay, [this, line, connection, event = std::move(event)] {
      if (connection_[line] == connection) event();
    });
  }
  void connect(const Move& move) {
    const Line line = move.line;
    if (move.tls != server_.tls && move.tls) return later(server_.rtt, line, [this, line] { end(line); });
    later(server_.rtt, line, [this, line] { dialogue_.on_open(now_, line); });
    if (server_.hangs_up) later(server_.rtt + 1us, line, [this, line] { end(line); });
    if (!server_.greeting.empty() && move.tls == server_.tls)
      later(server_.rtt + server_.greets_after, line,
            [this, line] { dialogue_.on_bytes(now_, line, server_.greeting); });
    tls_[line] = move.tls;
  }
  void send(const Move& move) {
    sent_.push_back(move.bytes);
    if (tls_[move.line] != server_.tls) return;
    const Reply reply = server_.answer(move.bytes);
    const Line line = move.line;
    if (!reply.bytes.empty())
      later(server_.rtt, line, [this, line, reply] { dialogue_.on_bytes(now_, line, reply.bytes); });
    if (reply.closes) later(server_.rtt + 1us, line, [this, line] { end(line); });
  }
  void end(Line line) {
    ++connection_[line];
    dialogue_.on_end(now_, line);
  }
  void wait(Instant until) {
    if (events_.empty() || events_.begin()->first > until) {
      now_ = until;
      return;
    }
    now_ = std::max(now_, events_.begin()->first);
    const auto event = events_.begin()->second;
    events_.erase(events_.begin());
    event();
  }

  const Instant start_{};
  Instant now_{};
  const Server server_;
  Dialogue dialogue_;
  std::multimap<Instant, std::function<void()>> events_;
  std::map<Line, int> connection_;
  std::map<Line, bool> tls_;
  std::vector<std::string> sent_;
};

Told talk(const Server& server, std::uint16_t port, const DialogueLimits& limits = {}) {
  return Simulation(server, port, limits).run();
}

Reply web(std::string_view sent) {
  if (!sent.starts_with("GET ")) return {"", true};
  return {"HTTP/1.0 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 2\r\n\r\nhi", true};
}

TEST(Dialogue, AGreetingIsHeardAndNoOpeningIsSent) {
  const Told run = talk({.greeting = "SSH-2.0-OpenSSH_9.2p1\r\n"}, 22);
  EXPECT_EQ(run.identified.outcome, Outcome::kNamed);
  EXPECT_EQ(run.identified.service.product, "OpenSSH");
  EXPECT_EQ(run.identified.connections, 1);
  // Its parser asks for the algorithms; no opening of another protocol is sent.
  for (const std::string& sent : run.sent) EXPECT_TRUE(sent.starts_with("SSH-2.0-")) << sent;
  EXPECT_LT(run.took, 1s);
}

TEST(Dialogue, AServerThatWaitsIsAskedOnTheSameConnection) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{80, 31'337}) {
    const Told run = talk({.answer = web}, port);
    EXPECT_EQ(run.identified.service.product, "nginx") << port;
    EXPECT_EQ(run.identified.connections, 1);
    EXPECT_LT(run.took, 500ms);
  }
}

// sendmail's greet_pause; to speak before it ends is called spam by some servers.
TEST(Dialogue, ALateGreetingIsHeardWhileOthersAreTried) {
  const Told run = talk({.greeting = "220 a.example ESMTP Sendmail 8.17.1\r\n", .greets_after = 5s}, 25);
  EXPECT_EQ(run.identified.outcome, Outcome::kNamed);
  EXPECT_EQ(run.identified.service.protocol, "smtp");
  EXPECT_LT(run.took, 6s);
}

TEST(Dialogue, AForeignProtocolOnAPortThatIsListenedToIsFoundOnAConnectionOfItsOwn) {
  const Told run = talk({.answer = web}, 22);
  EXPECT_EQ(run.identified.service.product, "nginx");
  EXPECT_EQ(run.identified.connections, 2);
  EXPECT_LT(run.took, 2s);
}

TEST(Dialogue, InsideOfTlsTheSameIsAsked) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{443, 31'337}) {
    const Told run = talk({.tls = true, .answer = web}, port);
    EXPECT_EQ(run.identified.service.product, "nginx") << port;
    EXPECT_TRUE(run.identified.tls);
    EXPECT_LE(run.identified.connections, 2);
  }
}

// An answer to another's opening names the server, which is then asked for its version.
TEST(Dialogue, AWrongLanguageIsUnderstood) {
  const Told run = talk({.answer = [](std::string_view sent) -> Reply {
                          if (sent.starts_with("GET "))
                            return {"-ERR wrong number of arguments for 'get' command\r\n"};
                          return {"$40\r\n# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n\r\n"};
                        }},
                        31'337);
  EXPECT_EQ(run.identified.service.product, "Redis");
  EXPECT_EQ(run.identified.service.version, "7.0.15");
  EXPECT_EQ(run.identified.connections, 1);
}

TEST(Dialogue, TheFourOtherOutcomes) {
  const Told silent = talk({}, 31'337);
  EXPECT_EQ(silent.identified.outcome, Outcome::kSilent);
  EXPECT_LT(silent.took, 10s);
  const Told hung_up = talk({.hangs_up = true}, 31'337);
  EXPECT_EQ(hung_up.identified.outcome, Outcome::kHungUp);
  EXPECT_LT(hung_up.took, 1s);
  const Told spoke = talk({.greeting = "\x01\x02 what is this"}, 31'337);
  EXPECT_EQ(spoke.identified.outcome, Outcome::kSpoke);
  EXPECT_EQ(spoke.identified.first_bytes, "\x01\x02 what is this");
}

TEST(Dialogue, NothingIsEverSentToAPrinter) {
  const Told run = talk({.answer = [](std::string_view) { return Reply{"printed"}; }}, 9100);
  EXPECT_TRUE(run.sent.empty());
  EXPECT_EQ(run.identified.outcome, Outcome::kSilent);
  EXPECT_EQ(run.identified.connections, 1);
}

TEST(Dialogue, ConnectionsAndQuestionsAreBounded) {
  const DialogueLimits limits{.connections = 3};
  const Told run = talk({.answer = [](std::string_view) { return Reply{"", true}; }}, 31'337, limits);
  EXPECT_EQ(run.identified.connections, 3);
  EXPECT_LE(run.sent.size(), 3U);
}

// A byte now and then, for ever.
TEST(Dialogue, ATarpitDoesNotHoldItForLong) {
  Server server{.greeting = "x"};
  const Told run = talk(server, 31'337);
  EXPECT_EQ(run.identified.outcome, Outcome::kSpoke);
  EXPECT_LT(run.took, 10s);
}

TEST(Dialogue, WaitsGrowWithTheRoundTrip) {
  const Told run = talk({.rtt = 800ms, .answer = web}, 80);
  EXPECT_EQ(run.identified.service.product, "nginx");
  EXPECT_EQ(run.identified.connections, 1);
}

}  // namespace
}  // namespace sounder

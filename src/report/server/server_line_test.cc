#include "report/server/server_line.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace sounder {
namespace {

using namespace std::chrono_literals;

const Endpoint kPeer{*Address::parse("127.0.0.1"), Port{41712}};

TEST(ServerLine, TextIsWhatTheManualShows) {
  EXPECT_EQ(to_text(ListeningStarted{{*Address::parse("::"), Port{7007}}}), "Listening on [::]:7007");
  EXPECT_EQ(to_text(ClientConnected{kPeer, 1}), "127.0.0.1:41712 connected, 1 active");
  EXPECT_EQ(to_text(ClientDisconnected{kPeer, 3200ms, 18, 1, Ending::kClientClosed}),
            "127.0.0.1:41712 disconnected after 3.2 s, 18 bytes echoed, 1 active");
  EXPECT_EQ(to_text(ClientDisconnected{kPeer, 0s, 1, 0, Ending::kClientClosed}),
            "127.0.0.1:41712 disconnected after 0.0 s, 1 byte echoed, 0 active");
}

TEST(ServerLine, TextSaysWhyTheServerEndedAClient) {
  EXPECT_EQ(to_text(ClientDisconnected{kPeer, 600s, 2, 0, Ending::kIdle}),
            "127.0.0.1:41712 disconnected after 600.0 s, 2 bytes echoed, 0 active (idle for too long)");
  EXPECT_EQ(to_text(ClientRefused{kPeer, Refusal::kFull}),
            "127.0.0.1:41712 refused: connection limit reached");
  EXPECT_EQ(to_text(ClientRefused{kPeer, Refusal::kPerAddress, {}, 7}),
            "7 clients refused, the last one 127.0.0.1:41712: too many connections from this address");
  EXPECT_EQ(to_text(DrainStarted{2, 10s}), "Stopping: 2 clients may finish within 10s");
  EXPECT_EQ(to_text(ServerStopped{{.accepted = 3, .cut = 1}}), "Stopped: 3 clients served, 1 cut");
}

TEST(ServerLine, DatagramsHaveLinesOfTheSameForm) {
  EXPECT_EQ(to_text(ListeningStarted{{*Address::parse("::"), Port{7007}}, true}),
            "Listening on [::]:7007/udp");
  EXPECT_EQ(to_text(DatagramRefused{kPeer, UdpRefusal::kRate}),
            "Datagram from 127.0.0.1:41712 refused: over the rate limit of one source");
  EXPECT_EQ(
      to_text(DatagramRefused{kPeer, UdpRefusal::kToMany, {}, 7}),
      "7 datagrams refused, the last one from 127.0.0.1:41712: sent to a broadcast or multicast address");
  const UdpStopped stopped{
      {.received = 9, .echoed = 2, .echoed_bytes = 20, .refused = {1, 2, 3, 1}, .unsent = 0}};
  EXPECT_EQ(to_text(stopped), "UDP stopped: 2 datagrams echoed, 7 refused");
  EXPECT_EQ(to_json(stopped, 1.5),
            R"({"v":1,"time":1.5,"type":"udp_stopped","received":9,"echoed":2,"echoed_bytes":20,)"
            R"("refused":{"to-many":1,"no-source":2,"service-port":3,"rate":1},"unsent":0})");
}

TEST(ServerLine, JsonHasTheSameEventsAsObjects) {
  EXPECT_EQ(to_json(ClientConnected{kPeer, 1}, 1.5),
            R"({"v":1,"time":1.5,"type":"connected","ip":"127.0.0.1","port":41712,"active":1})");
  EXPECT_EQ(to_json(ClientDisconnected{kPeer, 3250ms, 18, 1, Ending::kStalled}, 1.5),
            R"({"v":1,"time":1.5,"type":"disconnected","ip":"127.0.0.1","port":41712,"lasted_s":3.25,)"
            R"("echoed_bytes":18,"active":1,"why":"stalled"})");
  EXPECT_EQ(to_json(LogLinesDropped{5}, 1.5), R"({"v":1,"time":1.5,"type":"lines_dropped","lines":5})");
}

// One default event of each alternative.
template <std::size_t... I>
std::vector<ServerEvent> all_events(std::index_sequence<I...>) {
  return {ServerEvent(std::in_place_index<I>)...};
}

// Programs that read the log tell events apart by their type.
TEST(ServerLine, EveryEventHasItsOwnTypeInJsonAndItsOwnLineInText) {
  const auto events = all_events(std::make_index_sequence<std::variant_size_v<ServerEvent>>());
  std::set<std::string> types;
  std::set<std::string> texts;
  for (const ServerEvent& event : events) {
    const std::string line = to_text(event);
    EXPECT_FALSE(line.empty() || line.contains('\n')) << line;
    texts.insert(line);
    const auto object = nlohmann::json::parse(to_json(event, 1.5), nullptr, false);
    ASSERT_TRUE(object.is_object());
    EXPECT_EQ(object["v"], 1);
    EXPECT_EQ(object["time"], 1.5);
    types.insert(object["type"]);
  }
  EXPECT_EQ(types.size(), events.size());
  EXPECT_EQ(texts.size(), events.size());
}

TEST(ServerLine, BytesThatAreNoUtf8DoNotBreakJson) {
  const auto object =
      nlohmann::json::parse(to_json(TlsReloaded{"\xff.pem: cannot read it"}, 1.5), nullptr, false);
  EXPECT_EQ(object["type"], "tls_not_reloaded");
}

TEST(ServerLine, EveryEndingHasItsOwnLine) {
  std::set<std::string> lines;
  for (const Ending ending :
       {Ending::kClientClosed, Ending::kReset, Ending::kIdle, Ending::kStalled, Ending::kCut, Ending::kTls}) {
    const ClientDisconnected event{kPeer, 1s, 2, 3, ending, "wrong version number"};
    lines.insert(to_text(event));
    lines.insert(to_json(event, 1.5));
  }
  EXPECT_EQ(lines.size(), 12U);
}

}  // namespace
}  // namespace sounder

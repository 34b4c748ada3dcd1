#include "report/server/server_line.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>

namespace sounder {
namespace {

using namespace std::chrono_literals;

const Endpoint kPeer{*Address::parse("127.0.0.1"), Port{41712}};

TEST(ServerLines, TextIsWhatTheManualShows) {
  const auto lines = text_lines();
  EXPECT_EQ(lines->listening({*Address::parse("::"), Port{7007}}), "Listening on [::]:7007");
  EXPECT_EQ(lines->connected(kPeer, 1), "127.0.0.1:41712 connected, 1 active");
  EXPECT_EQ(lines->disconnected({kPeer, 3200ms, 18, 1, Ending::kClientClosed}),
            "127.0.0.1:41712 disconnected after 3.2 s, 18 bytes echoed, 1 active");
  EXPECT_EQ(lines->disconnected({kPeer, 0s, 1, 0, Ending::kClientClosed}),
            "127.0.0.1:41712 disconnected after 0.0 s, 1 byte echoed, 0 active");
}

TEST(ServerLines, TextSaysWhyTheServerEndedAClient) {
  const auto lines = text_lines();
  EXPECT_EQ(lines->disconnected({kPeer, 600s, 2, 0, Ending::kIdle}),
            "127.0.0.1:41712 disconnected after 600.0 s, 2 bytes echoed, 0 active (idle for too long)");
  EXPECT_EQ(lines->refused({1, kPeer, Refusal::kFull}), "127.0.0.1:41712 refused: connection limit reached");
  EXPECT_EQ(lines->refused({7, kPeer, Refusal::kPerAddress}),
            "7 clients refused, the last one 127.0.0.1:41712: too many connections from this address");
  EXPECT_EQ(lines->draining(2, 10s), "Stopping: 2 clients may finish within 10s");
  EXPECT_EQ(lines->drained({.accepted = 3, .cut = 1}), "Stopped: 3 clients served, 1 cut");
}

TEST(ServerLines, DatagramsAreToldInTheSameWay) {
  const auto lines = text_lines();
  EXPECT_EQ(lines->udp_listening({*Address::parse("::"), Port{7007}}), "Listening on [::]:7007/udp");
  EXPECT_EQ(lines->udp_refused({1, kPeer, UdpRefusal::kRate}),
            "Datagram from 127.0.0.1:41712 refused: more than --udp-rate allows");
  EXPECT_EQ(
      lines->udp_refused({7, kPeer, UdpRefusal::kToMany}),
      "7 datagrams refused, the last one from 127.0.0.1:41712: sent to a broadcast or multicast address");
  const UdpCounters counters{
      .received = 9, .echoed = 2, .echoed_bytes = 20, .refused = {1, 2, 3, 1}, .unsent = 0};
  EXPECT_EQ(lines->udp_stopped(counters), "UDP stopped: 2 datagrams echoed, 7 refused");
  EXPECT_EQ(json_lines([] { return 1.5; })->udp_stopped(counters),
            R"({"v":1,"time":1.5,"type":"udp_stopped","received":9,"echoed":2,"echoed_bytes":20,)"
            R"("refused":{"to-many":1,"no-source":2,"service-port":3,"rate":1},"unsent":0})");
}

TEST(ServerLines, JsonHasTheSameEventsAsObjects) {
  const auto lines = json_lines([] { return 1.5; });
  EXPECT_EQ(lines->connected(kPeer, 1),
            R"({"v":1,"time":1.5,"type":"connected","ip":"127.0.0.1","port":41712,"active":1})");
  EXPECT_EQ(lines->disconnected({kPeer, 3250ms, 18, 1, Ending::kStalled}),
            R"({"v":1,"time":1.5,"type":"disconnected","ip":"127.0.0.1","port":41712,"lasted_s":3.25,)"
            R"("echoed_bytes":18,"active":1,"why":"stalled"})");
  EXPECT_EQ(lines->lines_dropped(5), R"({"v":1,"time":1.5,"type":"lines_dropped","lines":5})");
}

// Whoever reads the log by program tells its events apart by their type.
TEST(ServerLines, EveryEventIsAnObjectOfItsOwnTypeInJsonAndALineOfItsOwnInText) {
  const auto json = json_lines([] { return 1.5; });
  const auto text = text_lines();
  std::set<std::string> types;
  std::set<std::string> texts;
  std::size_t events = 0;
  for (const auto* lines : {json.get(), text.get()})
    for (const std::string& line :
         {lines->listening(kPeer), lines->connected(kPeer, 1), lines->disconnected({kPeer, 1s, 2, 3}),
          lines->refused({1, kPeer, Refusal::kFull}), lines->shortage(EMFILE), lines->no_uring("why"),
          lines->tls_reloaded(""), lines->draining(1, 1s), lines->drained({}),
          lines->udp_refused({1, kPeer, UdpRefusal::kRate}), lines->udp_stopped({}), lines->metrics_at(kPeer),
          lines->lines_dropped(1)}) {
      EXPECT_FALSE(line.empty() || line.contains('\n')) << line;
      ++events;
      if (lines == text.get()) {
        texts.insert(line);
        continue;
      }
      const auto object = nlohmann::json::parse(line, nullptr, false);
      ASSERT_TRUE(object.is_object()) << line;
      EXPECT_EQ(object["v"], 1);
      EXPECT_EQ(object["time"], 1.5);
      types.insert(object["type"]);
    }
  EXPECT_EQ(types.size() + texts.size(), events);
}

TEST(ServerLines, EveryEndingIsToldApart) {
  for (const auto& lines : {text_lines(), json_lines([] { return 1.5; })}) {
    std::set<std::string> told;
    for (const Ending ending :
         {Ending::kClientClosed, Ending::kReset, Ending::kIdle, Ending::kStalled, Ending::kCut, Ending::kTls})
      told.insert(lines->disconnected({kPeer, 1s, 2, 3, ending, "wrong version number"}));
    EXPECT_EQ(told.size(), 6U);
  }
}

}  // namespace
}  // namespace sounder

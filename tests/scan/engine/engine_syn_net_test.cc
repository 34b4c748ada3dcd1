// The SYN engine in networks of the test's own: on loopback, over Ethernet, behind routers; and packets that
// no engine should believe.
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#include "net/syn_packet.h"
#include "scan/engine/engine_syn.h"
#include "tests/scan/engine/engine_net.h"
#include "tests/scan/lab/tools.h"
#include "tests/support/listener.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

std::string with_engine(const ScanRequest& request, const std::function<std::string(SynEngine&)>& body) {
  auto engine = SynEngine::open(request);
  if (!engine) return std::string("no SYN engine: ") + std::strerror(engine.error());
  return body(**engine);
}

// --- What any engine does: the same for both.

INSTANTIATE_TEST_SUITE_P(Engines, AnyEngine, testing::ValuesIn(kEngineKinds),
                         [](const auto& one) { return one.param.name; });

TEST_P(AnyEngine, TellsOpenPortsFromClosedOnesOnLoopback) {
  for (const char* address : {"127.0.0.1", "::1"})
    EXPECT_TRUE(in_net_namespace([&]() -> std::string {
      const Listener listener(address, Port{500});
      const ScanRequest request = request_for(address, "1-1000");
      const auto engine = GetParam().make(request);
      if (!engine) return "no engine";
      const auto probes = all_probes(request);
      Heard heard;
      for (std::size_t at = 0; at < probes.size(); at += 50) {
        Heard some = ask(*engine, std::span(probes).subspan(at, 50));
        heard.answers.merge(some.answers);
        heard.unsent.insert(heard.unsent.end(), some.unsent.begin(), some.unsent.end());
      }
      if (!heard.unsent.empty()) return "called a shortage";
      for (PairIndex pair = 0; pair < request.pairs(); ++pair)
        if (auto wrong = expect(heard, pair, pair == 499 ? Reason::kSynAck : Reason::kReset); !wrong.empty())
          return wrong;
      for (const auto& [pair, answer] : heard.answers)
        if (answer.received < answer.sent) return "received before it was sent";
      return "";
    })) << address;
}

TEST_P(AnyEngine, ATryThatHasNoRouteIsAnAnswerAndNoShortage) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    for (const char* address : {"192.0.2.1", "2001:db8::1"}) {
      const ScanRequest request = request_for(address, "80");
      const auto engine = GetParam().make(request);
      if (!engine) return "no engine";
      const Heard heard = ask(*engine, all_probes(request));
      if (auto wrong = expect(heard, 0, Reason::kNetUnreachable); !wrong.empty()) return wrong;
    }
    return "";
  }));
}

// IPv6 off: EADDRNOTAVAIL, which was taken for used-up local ports.
TEST_P(AnyEngine, AFamilyWithoutAnAddressIsUnreachableAtOnceAndSaysWhy) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    auto failed = run_tool("sysctl -qw net.ipv6.conf.all.disable_ipv6=1", "");
    if (!failed.empty()) return failed;
    for (const char* address : {"::1", "2001:db8::1"}) {
      const ScanRequest request = request_for(address, "1-100");
      const auto engine = GetParam().make(request);
      if (!engine) return "no engine";
      const Heard heard = ask(*engine, all_probes(request), 100ms);
      for (PairIndex pair = 0; pair < request.pairs(); ++pair)
        if (auto wrong = expect(heard, pair, Reason::kNoSourceAddress); !wrong.empty()) return wrong;
    }
    return "";
  }));
}

// The kernel sends from 0.0.0.0 then, and nobody answers.
TEST_P(AnyEngine, AnIpv4RouteWithoutAnAddressIsUnreachableToo) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    auto failed = run_tool("ip -batch -",
                           "link add v0 type veth peer name v1\nlink set v0 up\nlink set v1 up\n"
                           "route add 10.1.0.0/24 dev v0\n");
    if (!failed.empty()) return failed;
    const ScanRequest request = request_for("10.1.0.2", "1-10");
    const auto engine = GetParam().make(request);
    if (!engine) return "no engine";
    Heard heard = ask(*engine, all_probes(request), 50ms);
    for (const Probe& probe : all_probes(request)) engine->release(probe.id);
    std::vector<Answer> late;
    engine->wait(engine->now(), late);
    for (const Answer& answer : late) heard.answers[answer.id.pair] = answer;
    return expect(heard, 0, Reason::kNoSourceAddress);
  }));
}

TEST_P(AnyEngine, ANeighbourIsAskedInBothFamiliesAndAnAbsentOneIsUnreachable) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    return beside_a_neighbour("", "", [&]() -> std::string {
      for (const char* address : {"10.1.0.2", "fd01::2"}) {
        const ScanRequest request = request_for(address, "79-81");
        const auto engine = GetParam().make(request);
        if (!engine) return "no engine";
        const Heard heard = ask(*engine, all_probes(request));
        for (const auto& [pair, reason] :
             {std::pair{0, Reason::kReset}, {1, Reason::kSynAck}, {2, Reason::kReset}})
          if (auto wrong = expect(heard, static_cast<PairIndex>(pair), reason); !wrong.empty())
            return std::string(address) + ": " + wrong;
      }
      const ScanRequest request = request_for("10.1.0.77", "80,81");
      const auto engine = GetParam().make(request);
      const auto probes = all_probes(request);
      // The kernel looks for it for three seconds. What waited for it by then is told; a SYN that the kernel
      // had already may be told by the next try only.
      Heard heard = ask(*engine, probes, 4s);
      heard = ask(*engine, all_probes(request, TryNumber::of_pass(1)), 4s);
      return expect(heard, 1, Reason::kHostUnreachable);
    });
  }));
}

// --- The SYN engine's own

// TCP itself keeps such a refusal from connect(2), which then sees silence.
TEST(SynEngineNet, ALocalFirewallIsAShortageOfThisMachine) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    auto failed =
        run_tool("nft -f -",
                 "table ip t {\n chain out {\n type filter hook output priority 0;\n tcp dport 80 drop\n "
                 "}\n}\n");
    if (!failed.empty()) return failed;
    const ScanRequest request = request_for("127.0.0.1", "80");
    return with_engine(request, [&](SynEngine& engine) -> std::string {
      const Heard heard = ask(engine, all_probes(request), 200ms);
      const bool told = heard.unsent.size() == 1 && heard.unsent[0].reason == Reason::kLocalFirewall;
      return told ? "" : "not told as the local firewall's";
    });
  }));
}

TEST(SynEngineNet, AnswersHaveTheirHopsAndTheTryThatTheyBelongTo) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const ScanRequest request = request_for("127.0.0.1", "80");
    return with_engine(request, [&](SynEngine& engine) -> std::string {
      for (const TryNumber number :
           {TryNumber(), TryNumber::of_pass(3), TryNumber().as_second_chance(), TryNumber::of_canary(0),
            TryNumber::of_canary(TryNumber::kCanaries - 1)}) {
        const Heard heard = ask(engine, all_probes(request, number));
        if (auto wrong = expect(heard, 0, Reason::kReset); !wrong.empty()) return wrong;
        const Answer& answer = heard.answers.at(0);
        if (answer.id.number != number) return "another try's number";
        if (answer.ttl != 64) return "no hops";
        if (!answer.timed || answer.received - answer.sent > 1s) return "not timed";
        if (answer.from) return "somebody else is said to have answered";
      }
      return "";
    });
  }));
}

TEST(SynEngineNet, ARoutersWordIsTakenWithItsName) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    return beside_a_neighbour(
        "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0\n"
        "ip route add unreachable 10.9.0.0/24\nip route add prohibit 10.9.1.0/24\n",
        "route add 10.9.0.0/16 via 10.1.0.2\n", []() -> std::string {
          for (const auto& [address, reason] :
               {std::pair{"10.9.0.1", Reason::kHostUnreachable}, {"10.9.1.1", Reason::kProhibited}}) {
            const ScanRequest request = request_for(address, "80");
            const std::string wrong = with_engine(request, [&](SynEngine& engine) -> std::string {
              const Heard heard = ask(engine, all_probes(request));
              if (auto other = expect(heard, 0, reason); !other.empty()) return other;
              const auto& from = heard.answers.at(0).from;
              return from && from->to_string() == "10.1.0.2" ? "" : "not said by the router";
            });
            if (!wrong.empty()) return address + (": " + wrong);
          }
          return "";
        });
  }));
}

// Sends an IP packet as it is.
std::string inject(std::span<const std::byte> packet, const Address& to) {
  const Fd raw(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  const SocketAddress target({to, Port{0}});
  if (::sendto(raw.get(), packet.data(), packet.size(), 0, target.get(), target.length) < 0)
    return "cannot send a forged packet";
  return "";
}

// A silent target (its port is dropped), and forgers who guess.
TEST(SynEngineNet, ForgedAnswersAreNotBelieved) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    auto failed =
        run_tool("nft -f -",
                 "table ip t {\n chain in {\n type filter hook input priority 0;\n tcp dport 80 drop\n "
                 "}\n}\n");
    if (!failed.empty()) return failed;
    const ScanRequest request = request_for("127.0.0.1", "80");
    return with_engine(request, [&](SynEngine& engine) -> std::string {
      std::vector<Unsent> unsent;
      engine.submit(all_probes(request), unsent);
      const Address local = *Address::parse("127.0.0.1");
      const SynPacket forger(local, std::nullopt);
      std::vector<std::byte> packet(forger.size());
      // To each port that may be ours: SYN-ACK and RST with acknowledgements that are guessed.
      for (std::uint32_t port = 61'000; port < 65'536; ++port)
        for (const auto flags : {std::byte{0x12}, std::byte{0x14}}) {
          forger.write({local, Port{static_cast<std::uint16_t>(port)}}, Port{80}, 1, packet);
          packet[20 + 13] = flags;
          packet[20 + 8] = static_cast<std::byte>(port);
          packet[20 + 10] = static_cast<std::byte>(port >> 8U);
          if (auto wrong = inject(packet, local); !wrong.empty()) return wrong;
        }
      std::vector<Answer> answers;
      const Instant deadline = engine.now() + 100ms;
      while (engine.now() < deadline) engine.wait(deadline, answers);
      return answers.empty() ? "" : "a forged answer was believed";
    });
  }));
}

TEST(SynEngineNet, TwoScansAtOnceDoNotTakeEachOthersAnswers) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const ScanRequest request = request_for("127.0.0.1", "1-400");
    return with_engine(request, [&](SynEngine& one) {
      return with_engine(request, [&](SynEngine& other) -> std::string {
        const auto probes = all_probes(request);
        std::vector<Unsent> unsent;
        one.submit(std::span(probes).first(200), unsent);
        other.submit(std::span(probes).subspan(200), unsent);
        for (const auto& [engine, first] : {std::pair{&one, PairIndex{0}}, {&other, PairIndex{200}}}) {
          std::vector<Answer> answers;
          const Instant deadline = engine->now() + 300ms;
          while (engine->now() < deadline && answers.size() < 200) engine->wait(deadline, answers);
          const Instant rest = engine->now() + 50ms;
          while (engine->now() < rest) engine->wait(rest, answers);
          if (answers.size() != 200) return std::to_string(answers.size()) + " answers of 200";
          for (const Answer& answer : answers)
            if (answer.id.pair < first || answer.id.pair >= first + 200) return "an answer of the other";
        }
        return "";
      });
    });
  }));
}

// The router is not known when the first probes to many hosts behind it are due: all of them go when it is.
TEST(SynEngineNet, ProbesOfManyHostsWaitForOneRouter) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    return beside_a_neighbour("ip route add local 10.9.0.0/16 dev lo\n",
                              "route add 10.9.0.0/16 via 10.1.0.2\n", []() -> std::string {
                                const ScanRequest request = request_for("10.9.7.0/25", "80");
                                return with_engine(request, [&](SynEngine& engine) -> std::string {
                                  const Heard heard = ask(engine, all_probes(request));
                                  if (!heard.unsent.empty()) return "called a shortage";
                                  return heard.answers.size() == 128
                                             ? ""
                                             : std::to_string(heard.answers.size()) + " answers of 128";
                                });
                              });
  }));
}

// Hundreds of silent neighbours: a few at a time are looked for, and a later one is still found.
TEST(SynEngineNet, AnOwnNetworkOfSilentHostsDoesNotFillTheNeighbourTable) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    return beside_a_neighbour(
        "ip addr add 10.2.0.200/16 dev v1\n", "addr add 10.2.255.1/16 dev v0\n", []() -> std::string {
          const ScanRequest request = request_for("10.2.0.0/22", "80");
          return with_engine(request, [&](SynEngine& engine) -> std::string {
            Heard heard;
            std::vector<Answer> answers;
            const auto probes = all_probes(request);
            engine.submit(probes, heard.unsent);
            if (heard.unsent.size() < 700) return "too many were looked for at once";
            const std::string table = run_tool("test $(ip neigh show dev v0 | wc -l) -le 270", "");
            if (!table.empty()) return "the table: " + table;
            // What was refused comes again when the first are given up.
            std::uint64_t found = 0;
            for (const Instant deadline = engine.now() + 30s; found == 0 && engine.now() < deadline;) {
              std::vector<Unsent> unsent;
              engine.submit(std::span(probes).subspan(200, 1), unsent);
              engine.wait(engine.now() + 20ms, answers);
              for (const Answer& answer : answers) found += answer.reason == Reason::kReset ? 1 : 0;
            }
            return found > 0 ? "" : "the one that is there was not found";
          });
        });
  }));
}

TEST(SynEngineNet, WithoutThePrivilegeItSaysSo) {
  const ScanRequest request = request_for("127.0.0.1", "80");
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    if (::setresuid(65'534, 65'534, 65'534) != 0) return "cannot become nobody";
    const auto engine = SynEngine::open(request);
    return !engine && engine.error() == EPERM ? "" : "it opened";
  }));
}

}  // namespace
}  // namespace sounder::test

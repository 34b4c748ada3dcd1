// What ICMP says of a port, to both engines alike: every kind of message that a Linux firewall or router
// sends, in both families, from this machine, from the target and from a router.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scan/tcp_states.h"
#include "tests/scan/engine/engine_net.h"
#include "tests/scan/lab/tools.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

class IcmpToAnyEngine : public AnyEngine {};
INSTANTIATE_TEST_SUITE_P(Engines, IcmpToAnyEngine, testing::ValuesIn(kEngineKinds),
                         [](const auto& one) { return one.param.name; });

// A rule for each port from 1 on, and what it makes of a SYN.
struct Rule {
  const char* verdict;
  Reason reason;
};
constexpr Rule kIpv4Rules[] = {{"reject with icmp net-unreachable", Reason::kNetUnreachable},
                               {"reject with icmp host-unreachable", Reason::kHostUnreachable},
                               {"reject with icmp prot-unreachable", Reason::kProtoUnreachable},
                               {"reject with icmp port-unreachable", Reason::kPortUnreachable},
                               {"reject with icmp net-prohibited", Reason::kNetProhibited},
                               {"reject with icmp host-prohibited", Reason::kHostProhibited},
                               {"reject with icmp admin-prohibited", Reason::kProhibited},
                               {"reject with tcp reset", Reason::kReset}};
constexpr Rule kIpv6Rules[] = {{"reject with icmpv6 no-route", Reason::kNoRoute},
                               {"reject with icmpv6 admin-prohibited", Reason::kProhibited},
                               {"reject with icmpv6 addr-unreachable", Reason::kHostUnreachable},
                               {"reject with icmpv6 port-unreachable", Reason::kPortUnreachable},
                               {"reject with icmpv6 policy-fail", Reason::kProhibited},
                               {"reject with icmpv6 reject-route", Reason::kRejectRoute},
                               {"reject with tcp reset", Reason::kReset}};
std::span<const Rule> rules_of(bool ipv6) {
  if (ipv6) return kIpv6Rules;
  return kIpv4Rules;
}

constexpr const char* kNoIcmpLimits =
    "sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 net.ipv4.icmp_msgs_per_sec=100000 "
    "net.ipv4.icmp_msgs_burst=10000\n";

// Shell lines for a firewall of these rules on packets to `address`.
std::string firewall(const std::string& hook, const std::string& address) {
  const bool ipv6 = address.find(':') != std::string::npos;
  std::string lines = kNoIcmpLimits;
  lines += "nft -f - <<'END'\ntable inet t {\n chain c {\n  type filter hook " + hook + " priority 0;\n";
  int port = 0;
  for (const Rule& rule : rules_of(ipv6))
    lines += std::string("  ") + (ipv6 ? "ip6" : "ip") + " daddr " + address + " tcp dport " +
             std::to_string(++port) + " " + rule.verdict + "\n";
  return lines + " }\n}\nEND\n";
}

// Asks for the ports of the rules, over few sockets so that they are used again, and compares.
std::string compare(const EngineKind& kind, const std::string& address, const std::string& from) {
  const bool ipv6 = address.find(':') != std::string::npos;
  const auto rules = rules_of(ipv6);
  const ScanRequest request = request_for(address, "1-" + std::to_string(rules.size()));
  const auto engine = kind.make(request);
  if (!engine) return "no engine";
  for (std::uint8_t pass = 0; pass < 3; ++pass) {
    const Heard heard = ask(*engine, all_probes(request, TryNumber::of_pass(pass)));
    for (PairIndex pair = 0; pair < rules.size(); ++pair) {
      const std::string which = address + ", " + rules[pair].verdict + ": ";
      if (auto wrong = expect(heard, pair, rules[pair].reason); !wrong.empty()) return which + wrong;
      const Answer& answer = heard.answers.at(pair);
      if (answer.state != (rules[pair].reason == Reason::kReset ? State::kClosed : State::kUnreachable))
        return which + "another state";
      const std::string told = answer.from ? answer.from->to_string() : "";
      if (told != (rules[pair].reason == Reason::kReset ? "" : from))
        return fmt::format("{}told by '{}'", which, told);
    }
  }
  return "";
}

TEST_P(IcmpToAnyEngine, AFirewallOnThisMachineIsHeardAtOnceInItsOwnWords) {
  for (const std::string address : {"127.0.0.1", "198.51.100.7", "::1", "2001:db8::7"})
    EXPECT_TRUE(in_net_namespace([&]() -> std::string {
      const std::string add =
          address == "127.0.0.1" || address == "::1" ? "" : "ip address add " + address + " dev lo nodad\n";
      const std::string failed = run_tool("sh -e", add + firewall("input", address));
      return failed.empty() ? compare(GetParam(), address, "") : failed;
    })) << address;
}

TEST_P(IcmpToAnyEngine, AFirewallOfTheTargetIsHeardAtOnceInItsOwnWords) {
  for (const std::string address : {"10.1.0.2", "fd01::2"})
    EXPECT_TRUE(in_net_namespace([&]() -> std::string {
      return beside_a_neighbour(firewall("input", address), "",
                                [&] { return compare(GetParam(), address, ""); });
    })) << address;
}

constexpr const char* kRouter = "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1\n";
constexpr const char* kRoutes = "route add 10.9.0.0/16 via 10.1.0.2\nroute add fd09::/64 via fd01::2\n";

TEST_P(IcmpToAnyEngine, AFirewallOfARouterIsHeardAtOnceInItsOwnWordsAndName) {
  for (const std::string address : {"10.9.0.1", "fd09::1"})
    EXPECT_TRUE(in_net_namespace([&]() -> std::string {
      return beside_a_neighbour(
          kRouter + firewall("forward", address) +
              "ip link add d0 type veth peer name d1\nip link set d0 up\nip link set d1 up\n"
              "ip route add 10.9.0.0/16 dev d0\nip route add fd09::/64 dev d0\n",
          kRoutes,
          [&] { return compare(GetParam(), address, address == "fd09::1" ? "fd01::2" : "10.1.0.2"); });
    })) << address;
}

// A routing loop: the SYN engine called such ports filtered after 2 s, the connect engine host-unreachable.
TEST_P(IcmpToAnyEngine, ARoutingLoopIsToldByTheRouterWhereTimeRanOut) {
  for (const std::string address : {"10.9.0.1", "fd09::1"})
    EXPECT_TRUE(in_net_namespace([&]() -> std::string {
      return beside_a_neighbour(
          std::string(kRouter) + kNoIcmpLimits +
              "ip route add 10.9.0.0/16 via 10.1.0.1\nip route add fd09::/64 via fd01::1\n"
              // One hop is left when the router gets it: the loop's end without its 60 turns.
              "nft -f - <<'END'\ntable inet t {\n chain c {\n  type filter hook prerouting priority -150;\n"
              "  ip daddr 10.9.0.1 ip ttl set 1\n  ip6 daddr fd09::1 ip6 hoplimit set 1\n }\n}\nEND\n",
          kRoutes, [&]() -> std::string {
            const ScanRequest request = request_for(address, "1-40");
            const auto engine = GetParam().make(request);
            if (!engine) return "no engine";
            const Heard heard = ask(*engine, all_probes(request));
            for (PairIndex pair = 0; pair < request.pairs(); ++pair) {
              if (auto wrong = expect(heard, pair, Reason::kTimeExceeded); !wrong.empty()) return wrong;
              const auto& from = heard.answers.at(pair).from;
              if (!from || from->to_string() != (address == "fd09::1" ? "fd01::2" : "10.1.0.2"))
                return "not told by the router";
            }
            return "";
          });
    })) << address;
}

}  // namespace
}  // namespace sounder::test

// Which way the probes of `sounder scan` go: zones, sources, interfaces, firewalls and IPsec of this machine,
// in networks of the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/second_network.h"

namespace sounder::test {
namespace {

// What differs from the wanted state of port 7007 of a target and, where one is wanted, from the line on
// standard error.
std::string scan(const std::vector<std::string>& words, const std::string& state,
                 const std::string& says = "") {
  std::vector<std::string> all{SOUNDER,   "--lang", "en",        "scan",  "-p",     "7007",
                               "--tries", "2",      "--timeout", "300ms", "--json", "-"};
  all.insert(all.end(), words.begin(), words.end());
  Program program(all);
  program.close_input();
  program.wait_exit();
  const bool as_wanted = program.output().find("\"" + state + "\":1") != std::string::npos;
  const bool said = says.empty() ? program.error().empty() : program.error().find(says) != std::string::npos;
  if (as_wanted && said) return "";
  std::string what;
  for (const std::string& word : words) what += word + " ";
  return what + "gives " + program.output() + program.error();
}

// Calls body(engine) for both and adds up what goes wrong.
std::string by_both_engines(const std::function<std::string(const std::string&)>& body) {
  std::string wrong;
  for (const char* engine : {"syn", "connect"}) wrong += body(engine);
  return wrong;
}

TEST(ScanZone, AnAddressWithoutItsZoneIsThatOfTheInterface) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork&) {
      return by_both_engines([](const std::string& engine) {
        return scan({"fe80::77:2", "--interface", "v0", "--engine", engine}, "open") +
               scan({"fe80::77:2%v0", "--engine", engine}, "open") +
               scan({"fe80::77:2%v0", "--interface", "v0", "--engine", engine}, "open") +
               scan({"fe80::77:2%w0", "--interface", "v0", "--engine", engine}, "unreachable") +
               scan({"::ffff:10.77.0.2", "--engine", engine}, "open");
      });
    });
  }));
}

TEST(ScanSource, GoesTheWayThatTheRulesOfASourceSay) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork& second) {
      // Only what comes by w1 is answered.
      std::string wrong = second.there(
          "nft 'add table inet d; add chain inet d i { type filter hook input priority 1; "
          "}; add rule inet d i iifname v1 meta l4proto tcp drop'");
      wrong += SecondNetwork::here(
          "route add default via 10.78.0.2 table 100\n"
          "route add default via fd78::2 table 100\n");
      struct Rule {
        const char* selector;
        bool source;
      };
      for (const auto& [selector, source] :
           {Rule{"from 10.78.0.1", true}, Rule{"ipproto tcp", false}, Rule{"dport 7007", false},
            Rule{"uidrange 0-0", false}, Rule{"from 10.78.0.1 ipproto tcp dport 7000-7010", true}}) {
        const std::string rule = std::string("rule add ") + selector + " lookup 100 pref 100\n";
        wrong += SecondNetwork::here(rule);
        wrong += by_both_engines([&](const std::string& engine) {
          // The neighbour is unknown again.
          std::string failed = SecondNetwork::here("neigh flush dev w0\nneigh flush dev v0\n");
          std::vector<std::string> words{"10.99.0.1", "--engine", engine};
          if (source) words.insert(words.end(), {"--source", "10.78.0.1"});
          const bool by_connect = engine == "syn" && std::string(selector).find("port") != std::string::npos;
          const bool by_protocol = engine == "syn" && std::string(selector) == "ipproto tcp";
          failed += scan(words, "open",
                         by_connect || by_protocol ? "routing rules select the way to 10.99.0.1" : "");
          return failed.empty() ? "" : rule + failed;
        });
        wrong += SecondNetwork::here("rule del pref 100\n");
      }
      wrong += run_tool("ip -6 rule add from fd78::1 lookup 100 pref 100", "");
      return wrong + by_both_engines([](const std::string& engine) {
               return scan({"fd99::1", "--source", "fd78::1", "--engine", engine}, "open");
             });
    });
  }));
}

TEST(ScanSource, OfTheOtherFamilyOrOfAnotherMachineIsRefusedOrSaid) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork&) {
      return by_both_engines([](const std::string& engine) {
        std::string wrong;
        for (const char* allowed : {"0", "1"}) {  // to bind to anything
          if (!write_file("/proc/sys/net/ipv4/ip_nonlocal_bind", allowed)) return std::string("no sysctl");
          Program foreign({SOUNDER, "--lang", "en", "scan", "-p", "1", "10.77.0.2", "--source", "10.77.0.9",
                           "--engine", engine});
          const auto code = foreign.wait_exit();
          if (code != 3 ||
              foreign.error() !=
                  "sounder: --source 10.77.0.9: this machine has no such address; 'ip address' lists them\n")
            wrong += foreign.error() + foreign.output();
        }
        wrong += scan(
            {"10.77.0.2", "fd77::2", "--source", "10.77.0.1", "--engine", engine}, "open",
            "--source 10.77.0.1 is for IPv4 targets; the kernel chooses the address that IPv6 targets see");
        return wrong;
      });
    });
  }));
}

TEST(ScanInterface, ThisMachineIsBehindNoInterfaceAndUnreachable) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork&) {
      return by_both_engines([](const std::string& engine) {
        std::string wrong;
        for (const char* own :
             {"127.0.0.1", "::1", "10.77.0.1", "10.78.0.1", "fd77::1", "fe80::77:1", "fe80::77:1%v0"})
          wrong += scan({own, "--interface", "v0", "--engine", engine}, "unreachable");
        return wrong + scan({"10.77.0.2", "--interface", "v0", "--engine", engine}, "open") +
               scan({"127.0.0.1", "--interface", "lo", "--engine", engine}, "closed");
      });
    });
  }));
}

// Frames of our own passed by all of these, and reached the other side.
TEST(ScanFirewall, AWayThatTheFirewallClosesIsNotTakenByRawPackets) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork& second) {
      std::string wrong = second.count_from("v1");
      const std::string chain = "add table inet k; add chain inet k o { type filter hook ";
      for (const std::string rules :
           {"output priority 0; policy drop; }", "output priority 0; }; add rule inet k o oifname v0 drop",
            "output priority 0; }; add rule inet k o oifname != lo tcp flags syn reject",
            "output priority 0; }; add rule inet k o meta skuid 0 drop",
            "postrouting priority 0; }; add rule inet k o oifname v0 drop"}) {
        wrong += run_tool("nft -f -", chain + rules + "\n");
        for (const std::string target : {"10.77.0.2", "fd77::2", "10.99.0.1", "fd99::1"}) {
          Program program({SOUNDER, "--lang", "en", "scan", "-p", "7007,1-20", "--tries", "1", "--timeout",
                           "50ms", target, "--engine", "syn"});
          program.wait_exit();
          if (program.error() != "this machine's firewall refuses the way to " + target +
                                     ": such paths are probed by connect, which obeys it\n" ||
              program.output().find("is open") != std::string::npos)
            wrong += rules + ": " + program.output() + program.error();
        }
        wrong += run_tool("nft delete table inet k", "");
      }
      if (const std::string count = second.counted(); count != "0")
        wrong += count + " SYNs went past the firewall\n";
      // One that lets packets out changes nothing.
      wrong += run_tool("nft -f -",
                        chain + "output priority 0; policy drop; }; add rule inet k o oifname v0 accept\n");
      wrong +=
          scan({"10.77.0.2", "--engine", "syn"}, "open") + scan({"10.99.0.1", "--engine", "syn"}, "open");
      const std::string count = second.counted();
      return wrong + (count == "2" ? "" : count + " SYNs for two probes");
    });
  }));
}

TEST(ScanFirewall, AWayThatIpsecProtectsIsNotTakenByRawPackets) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork& second) -> std::string {
      const std::string policy = "xfrm policy add dir out src 0.0.0.0/0 dst ";
      const std::string block = " action block\n";
      // What a policy selects is tested without a kernel (IpsecPolicy), because some have none.
      if (!SecondNetwork::here(policy + "10.98.0.0/16" + block).empty()) return "";
      std::string wrong = second.count_from("v1");
      wrong += SecondNetwork::here(policy + "10.99.0.1/32" + block + policy + "10.77.0.0/24" + block);
      for (const std::string target : {"10.77.0.2", "10.99.0.1"})
        wrong += scan(
            {target, "--engine", "syn"}, "untested",
            "IPsec protects the way to " + target + ": such paths are probed by connect, which uses it\n");
      if (const std::string count = second.counted(); count != "0")
        wrong += count + " SYNs went past IPsec\n";
      return wrong + scan({"10.78.0.2", "--engine", "syn"}, "open") +
             scan({"fd77::2", "--engine", "syn"}, "open");
    });
  }));
}

}  // namespace
}  // namespace sounder::test

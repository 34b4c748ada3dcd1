// Links, addresses and routes that go and come back while `sounder scan` runs, in networks of the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/cli/second_network.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

constexpr int kPorts = 20'000;
constexpr int kOpenEvery = 50;
constexpr int kOpen = kPorts / kOpenEvery + 1;  // and the server's own

// Every so many ports of the second network lead to its server.
std::string open_ports(const SecondNetwork& second) {
  std::string ports;
  for (int port = kOpenEvery; port <= kPorts; port += kOpenEvery) ports += std::to_string(port) + ",";
  return second.there(
      "nft -f - <<E\ntable inet o {\n chain i {\n  type nat hook prerouting priority -100;\n"
      "  tcp dport { " +
      ports + " } redirect to :7007\n }\n}\nE\n");
}

struct Change {
  std::string target;
  std::function<std::string(const SecondNetwork&)> lose;
  std::function<std::string(const SecondNetwork&)> restore;
  std::vector<std::string> words = {};
  std::chrono::milliseconds away = 2s;
};

// A scan during which something is lost and comes back. What differs from the right states and lines.
std::string scan_through(const SecondNetwork& second, const Change& change) {
  std::string wrong = open_ports(second);
  std::vector<std::string> words{SOUNDER,       "--lang",  "en", "scan",       "-p",
                                 "1-20000",     "--tries", "1",  "--max-rate", "10000",
                                 change.target, "--json",  "-"};
  words.insert(words.end(), change.words.begin(), change.words.end());
  Program scan(words);
  scan.close_input();
  if (!scan.expect_output("\"open\"", 5s)) return wrong + "nothing is open: " + scan.output() + scan.error();
  std::this_thread::sleep_for(400ms);  // under way
  wrong += change.lose(second);
  if (!scan.expect_error("is gone: waiting up to 60 s for it to come back")) wrong += "not told\n";
  std::this_thread::sleep_for(change.away);
  wrong += change.restore(second);
  if (!scan.expect_error(" is back")) wrong += "not told to be back\n";
  const auto code = scan.wait_exit(20s);
  const std::string counts = "\"open\":" + std::to_string(kOpen) +
                             ",\"closed\":" + std::to_string(kPorts - kOpen) +
                             ",\"filtered\":0,\"unreachable\":0,\"untested\":0";
  if (code == 0 && scan.output().find(counts) != std::string::npos && wrong.empty()) return "";
  const std::size_t summary = scan.output().find("\"type\":\"host\"");
  return wrong + change.target + ": " + (summary == std::string::npos ? "" : scan.output().substr(summary)) +
         scan.error();
}

testing::AssertionResult finds_all_through(const Change& change) {
  return in_net_namespace([&] {
    return in_two_networks([&](const SecondNetwork& second) { return scan_through(second, change); });
  });
}

std::function<std::string(const SecondNetwork&)> here(const std::string& lines) {
  return [lines](const SecondNetwork&) { return SecondNetwork::here(lines); };
}

std::function<std::string(const SecondNetwork&)> there(const std::string& lines) {
  return [lines](const SecondNetwork& second) { return second.there(lines); };
}

TEST(ScanRouteLoss, ALinkThatIsTakenDown) {
  EXPECT_TRUE(finds_all_through({"10.77.0.2", here("link set v0 down\n"), here("link set v0 up\n")}));
}

TEST(ScanRouteLoss, ALinkThatIsTakenDownWithItsIpv6Addresses) {
  EXPECT_TRUE(finds_all_through(
      {"fd77::2", here("link set v0 down\n"), here("link set v0 up\naddr add fd77::1/64 dev v0 nodad\n")}));
}

TEST(ScanRouteLoss, ALinkThatLosesItsCarrier) {
  EXPECT_TRUE(finds_all_through({"10.77.0.2", there("ip link set v1 down\n"), there("ip link set v1 up\n")}));
}

TEST(ScanRouteLoss, AnAddressThatIsTakenAway) {
  EXPECT_TRUE(finds_all_through(
      {"10.77.0.2", here("addr del 10.77.0.1/24 dev v0\n"), here("addr add 10.77.0.1/24 dev v0\n")}));
  EXPECT_TRUE(finds_all_through(
      {"fd77::2", here("addr del fd77::1/64 dev v0\n"), here("addr add fd77::1/64 dev v0 nodad\n")}));
}

TEST(ScanRouteLoss, ARouteByAGateway) {
  EXPECT_TRUE(finds_all_through(
      {"10.99.0.1", here("route del 10.99.0.1\n"), here("route add 10.99.0.1 via 10.77.0.2\n")}));
  EXPECT_TRUE(
      finds_all_through({"fd99::1", here("route del fd99::1\n"), here("route add fd99::1 via fd77::2\n")}));
}

TEST(ScanRouteLoss, ARouteThatComesBackOverAnotherLink) {
  EXPECT_TRUE(finds_all_through(
      {"10.99.0.1", here("link set v0 down\n"), here("route add 10.99.0.1 via 10.78.0.2\n")}));
}

std::string make_link_anew(const SecondNetwork& second) {
  std::string failed = SecondNetwork::here("link add v0 type veth peer name v1 netns " + second.pid() + "\n");
  failed += second.there("ip link set v1 up\nip addr add 10.77.0.2/24 dev v1\n");
  return failed + SecondNetwork::here("link set v0 up\naddr add 10.77.0.1/24 dev v0\n");
}

TEST(ScanRouteLoss, AnInterfaceThatIsMadeAnew) {
  EXPECT_TRUE(finds_all_through({"10.77.0.2", here("link del v0\n"), make_link_anew}));
}

TEST(ScanRouteLoss, IsSeenByConnectionsToo) {
  EXPECT_TRUE(finds_all_through({"10.99.0.1",
                                 here("route del 10.99.0.1\n"),
                                 here("route add 10.99.0.1 via 10.77.0.2\n"),
                                 {"--engine", "connect"}}));
}

TEST(ScanRouteLoss, OfTheInterfaceThatTheUserNamedIsSeenByConnections) {
  EXPECT_TRUE(finds_all_through({"10.77.0.2",
                                 here("link set v0 down\n"),
                                 here("link set v0 up\n"),
                                 {"--engine", "connect", "--interface", "v0"}}));
}

// Nothing is lost: the packets go the new way at once.
TEST(ScanRouteLoss, ARouteThatIsReplacedIsFollowed) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork& second) -> std::string {
      std::string wrong = open_ports(second);
      Program scan({SOUNDER, "--lang", "en", "scan", "-p", "1-20000", "--max-rate", "10000", "10.99.0.1",
                    "--json", "-"});
      scan.close_input();
      if (!scan.expect_output("\"open\"", 5s)) return "nothing is open";
      std::this_thread::sleep_for(500ms);
      // The answers come by the new link too; what still went by the old one would be dropped.
      wrong += SecondNetwork::here("route replace 10.99.0.1 via 10.78.0.2\n");
      std::this_thread::sleep_for(100ms);
      wrong += second.there(
          "nft 'add table inet d; add chain inet d i { type filter hook input priority 1; }; "
          "add rule inet d i iifname v1 meta l4proto tcp drop'");
      const auto code = scan.wait_exit(20s);
      if (code == 0 &&
          scan.output().find("\"filtered\":0,\"unreachable\":0,\"untested\":0") != std::string::npos &&
          scan.error().empty())
        return wrong;
      return wrong + scan.output().substr(scan.output().size() - 300) + scan.error();
    });
  }));
}

// Where there never was a route, nothing is waited for, whatever changes meanwhile.
TEST(ScanRouteLoss, IsNoneWhereThereWasNoRoute) {
  EXPECT_TRUE(in_net_namespace([] {
    return in_two_networks([](const SecondNetwork&) -> std::string {
      Program scan({SOUNDER, "--lang", "en", "scan", "-p", "1-500", "--max-rate", "200", "203.0.113.1",
                    "--json", "-"});
      scan.close_input();
      if (!scan.expect_output("\"unreachable\"", 5s)) return "it is not unreachable";
      std::string wrong = SecondNetwork::here("link set w0 down\n");
      const auto code = scan.wait_exit(20s);
      if (code == 0 && scan.output().find("\"unreachable\":500,\"untested\":0") != std::string::npos)
        return wrong;
      return wrong + scan.output().substr(scan.output().size() - 300) + scan.error();
    });
  }));
}

}  // namespace
}  // namespace sounder::test

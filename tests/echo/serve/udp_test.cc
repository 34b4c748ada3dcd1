// Datagrams to the real `sounder serve --udp`, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "net/datagrams.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

// A connected socket: the kernel hands it only what comes from the very address and port that was asked.
class UdpClient {
 public:
  explicit UdpClient(const Endpoint& server, const Endpoint& from = {}) {
    const bool bound = from != Endpoint{};
    const Endpoint any{server.address.family() == Family::kIpv4 ? Address{} : Address::ipv6({}), Port{0}};
    fd_ = std::move(*bind_udp(bound ? from : any));
    const SocketAddress to(server);
    EXPECT_EQ(::connect(fd_.get(), to.get(), to.length), 0) << server.to_string();
  }
  Errno send(std::string_view bytes) const {
    return ::send(fd_.get(), bytes.data(), bytes.size(), 0) < 0 ? errno : 0;
  }
  // What comes back within `patience`.
  std::optional<std::string> receive(Duration patience = kPatience) const {
    pollfd polled{fd_.get(), POLLIN, 0};
    if (::poll(&polled, 1, poll_timeout_ms(patience)) <= 0) return std::nullopt;
    std::string buffer(kLargestDatagramBytes, '\0');
    const auto got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) return std::nullopt;
    buffer.resize(static_cast<std::size_t>(got));
    return buffer;
  }
  std::optional<std::string> ask(std::string_view bytes) const {
    EXPECT_EQ(send(bytes), 0);
    return receive();
  }
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

// A server that listens for both at one place; it logs JSON, so that its counters can be read at its end.
class UdpServe {
 public:
  explicit UdpServe(const std::string& listen, const std::vector<std::string>& flags = {})
      : program(words(listen, flags)) {
    EXPECT_TRUE(program.expect_error("\"protocol\":\"udp\""));
    std::istringstream lines(program.error());
    for (std::string line; std::getline(lines, line);)
      if (line.find("\"protocol\":\"udp\"") != std::string::npos) {
        const auto said = nlohmann::json::parse(line + (line.ends_with('}') ? "" : "}"));
        where = {*Address::parse(said.at("ip").get<std::string>()),
                 Port{said.at("port").get<std::uint16_t>()}};
      }
  }
  // Ends the server; its counters.
  nlohmann::json stop() {
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait_exit(), 0);
    std::istringstream lines(program.error());
    for (std::string line; std::getline(lines, line);)
      if (line.find("udp_stopped") != std::string::npos) return nlohmann::json::parse(line);
    ADD_FAILURE() << program.error();
    return {};
  }

  Program program;
  Endpoint where;

 private:
  static std::vector<std::string> words(const std::string& listen, const std::vector<std::string>& flags) {
    std::vector<std::string> all{kSounder, "serve", "--udp", "--log", "json", "--listen", listen};
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  }
};

TEST(Udp, EveryLengthComesBackWhole) {
  UdpServe server("127.0.0.13:0", {"--udp-rate", "0"});
  const UdpClient client(server.where);
  for (const std::size_t size : {0, 1, 1472, 1473, 65'507}) {
    const auto bytes = random_bytes(4, size);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto back = client.ask(text);
    ASSERT_TRUE(back) << size;
    EXPECT_TRUE(*back == text) << size << " bytes sent, " << back->size() << " came back";
  }
  const auto counters = server.stop();
  EXPECT_EQ(counters.at("received"), 5);
  EXPECT_EQ(counters.at("echoed"), 5);
  EXPECT_EQ(counters.at("echoed_bytes"), 0 + 1 + 1472 + 1473 + 65'507);
  EXPECT_EQ(counters.at("unsent"), 0);
}

TEST(Udp, TcpIsServedAtTheSamePort) {
  const UdpServe server("127.0.0.13:0");
  EXPECT_EQ(UdpClient(server.where).ask("datagram"), "datagram");
  const TestClient client(server.where);
  client.send("stream");
  EXPECT_EQ(client.receive_text(6), "stream");
}

TEST(Udp, IsOffUnlessAskedFor) {
  const ServeProgram server({}, "127.0.0.13");
  const UdpClient client(server.where);
  ASSERT_EQ(client.send("x"), 0);
  pollfd polled{client.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&polled, 1, poll_timeout_ms(kPatience)), 1);
  EXPECT_EQ(socket_error(client.fd()), ECONNREFUSED);  // "port unreachable" came back
}

TEST(Udp, ManyAtOnceComeBackInOrder) {
  const UdpServe server("127.0.0.13:0", {"--udp-rate", "0"});
  const UdpClient client(server.where);
  // A socket's usual buffer holds some 270 small datagrams, and each batch of the server's is 32.
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 100; ++i) ASSERT_EQ(client.send(std::to_string(i)), 0);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(client.receive(), std::to_string(i));
  }
}

TEST(Udp, ASourceThatAsksTooMuchGetsItsShare) {
  UdpServe server("127.0.0.13:0");
  const UdpClient client(server.where);
  const Instant start = clock_now();
  int sent = 0;
  for (; sent < 200; ++sent) ASSERT_EQ(client.send("x"), 0);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.receive()) << i;
  // Another source is not held, and hears nothing before its own datagram.
  const UdpClient other(server.where, {*Address::parse("127.0.0.14"), Port{0}});
  EXPECT_EQ(other.ask("other"), "other");
  const double elapsed_s = seconds(clock_now() - start);
  const auto counters = server.stop();
  EXPECT_EQ(counters.at("received"), sent + 1);
  EXPECT_GE(counters.at("echoed"), 101);
  EXPECT_LE(counters.at("echoed"), 101 + 1 + static_cast<int>(elapsed_s * 100));
  EXPECT_EQ(counters.at("refused").at("rate").get<int>(), sent + 1 - counters.at("echoed").get<int>());
  EXPECT_THAT(server.program.error(), HasSubstr("\"udp_refused\""));
}

TEST(Udp, BadInputAndAPortInUseSayWhatWouldBeRight) {
  const auto run = [](const std::vector<std::string>& flags) {
    std::vector<std::string> words{kSounder, "--lang", "en", "serve", "--listen", "127.0.0.13:0"};
    words.insert(words.end(), flags.begin(), flags.end());
    Program program(words);
    const auto code = program.wait_exit();
    return std::pair(code.value_or(-1), program.error());
  };
  EXPECT_THAT(run({"--udp-rate", "5"}), testing::Pair(2, HasSubstr("--udp-rate needs --udp")));
  EXPECT_THAT(run({"--udp", "--udp-rate", "-1"}), testing::Pair(2, HasSubstr("from 0 to")));
  const Fd taken = *bind_udp({*Address::parse("127.0.0.13"), Port{0}});
  const std::string where = local_endpoint(taken.get())->to_string();
  EXPECT_THAT(run({"--udp", "--listen", where}),
              testing::Pair(3, HasSubstr(where + "/udp: the address is in use; choose another port")));
}

// --- In a network of the test's own

// Shows what is wrong, or nothing.
std::string expect_counters(UdpServe& server, const std::map<std::string, int>& refused, int echoed) {
  const auto counters = server.stop();
  std::map<std::string, int> all{{"to-many", 0}, {"no-source", 0}, {"service-port", 0}, {"rate", 0}};
  for (const auto& [why, count] : refused) all[why] = count;
  const int sum = std::accumulate(all.begin(), all.end(), echoed,
                                  [](int before, const auto& reason) { return before + reason.second; });
  if (counters.at("refused") == nlohmann::json(all) && counters.at("echoed") == echoed &&
      counters.at("received") == sum)
    return {};
  return server.where.to_string() + " counted " + counters.dump() + ", not " + nlohmann::json(all).dump();
}

std::string wildcards_answer_from_the_address_that_was_asked() {
  if (std::system("ip -6 address add fd00::5/128 dev lo nodad") != 0) return "no address fd00::5";
  for (const char* listen : {"[::]:7007", "0.0.0.0:7007"}) {
    UdpServe server(listen);
    std::vector<const char*> asked{"127.0.0.1", "127.0.0.5"};
    if (server.where.address.family() == Family::kIpv6) asked.insert(asked.end(), {"::1", "fd00::5"});
    for (const char* address : asked)
      if (UdpClient({*Address::parse(address), Port{7007}}).ask("from there") != "from there")
        return std::string(address) + " did not answer for itself on " + listen;
    if (const auto wrong = expect_counters(server, {}, static_cast<int>(asked.size())); !wrong.empty())
      return wrong;
  }
  return {};
}

TEST(Udp, AWildcardSocketAnswersFromTheAddressThatWasAsked) {
  EXPECT_TRUE(in_net_namespace(wildcards_answer_from_the_address_that_was_asked));
}

std::string services_are_not_answered() {
  UdpServe server("127.0.0.1:7007");
  for (const Port port : {Port{7}, Port{13}, Port{17}, Port{19}, Port{37}}) {
    const UdpClient service(server.where, {*Address::parse("127.0.0.2"), port});
    if (service.send("echo me") != 0) return "not sent from port " + std::to_string(number(port));
  }
  // One socket's datagrams are taken in order, so what came before has been judged.
  if (UdpClient(server.where).ask("client") != "client") return "a client got no answer";
  return expect_counters(server, {{"service-port", 5}}, 1);
}

TEST(Udp, OtherEchoServicesAreNotAnswered) { EXPECT_TRUE(in_net_namespace(services_are_not_answered)); }

// A datagram with a source that is not ours to have (raw(7)).
bool send_forged(const Endpoint& from, const Endpoint& to) {
  struct {
    iphdr ip{};
    udphdr udp{};
    char bytes[4] = {'l', 'o', 'o', 'p'};
  } packet;
  packet.ip.version = 4;
  packet.ip.ihl = 5;
  packet.ip.ttl = 64;
  packet.ip.protocol = IPPROTO_UDP;
  packet.ip.saddr = htonl(from.address.ipv4_value());
  packet.ip.daddr = htonl(to.address.ipv4_value());
  packet.udp.source = htons(number(from.port));
  packet.udp.dest = htons(number(to.port));
  packet.udp.len = htons(sizeof packet.udp + sizeof packet.bytes);
  const Fd raw(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  const SocketAddress address(to);
  return ::sendto(raw.get(), &packet, sizeof packet, 0, address.get(), address.length) == sizeof packet;
}

std::string two_servers_do_not_talk_for_ever() {
  UdpServe one("127.0.0.1:7007", {"--udp-rate", "0"});
  UdpServe two("127.0.0.2:7007", {"--udp-rate", "0"});
  if (!send_forged(one.where, two.where)) return "the forged datagram was not sent";
  if (!send_forged({*Address::parse("127.0.0.3"), Port{0}}, two.where)) return "nor the one from port 0";
  for (const UdpServe* server : {&two, &one})
    if (UdpClient(server->where).ask("client") != "client") return "a client got no answer";
  if (const auto wrong = expect_counters(two, {{"service-port", 1}, {"no-source", 1}}, 1); !wrong.empty())
    return wrong;
  return expect_counters(one, {}, 1);
}

TEST(Udp, AForgedSourceDoesNotMakeTwoServersTalkForEver) {
  EXPECT_TRUE(in_net_namespace(two_servers_do_not_talk_for_ever));
}

std::string nobody_answers_what_is_sent_to_many() {
  const char* link =
      "ip link add v0 type veth peer name v1 && ip link set v1 up && ip link set v0 up && "
      "ip address add 10.9.9.1/24 broadcast 10.9.9.255 dev v0 && ip -6 address add fd09::1/64 dev v0 nodad";
  if (std::system(link) != 0) return "no link of several hosts";
  // The other end of the link would hear the IPv6 one a second time.
  if (!write_file("/proc/sys/net/ipv6/conf/v1/disable_ipv6", "1")) return "v1 keeps IPv6";
  // Two sockets: one of both families would hear no IPv4 multicast without joining a group.
  UdpServe server("0.0.0.0:7007", {"--listen", "[::]:7007"});
  const Fd ipv4 = *bind_udp({*Address::parse("10.9.9.1"), Port{0}});
  const Fd ipv6 = *bind_udp({*Address::parse("fd09::1"), Port{0}});
  const int on = 1;
  ::setsockopt(ipv4.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  const auto send = [](const Fd& fd, const char* to) {
    const SocketAddress address({*Address::parse(to), Port{7007}});
    return ::sendto(fd.get(), "all", 3, 0, address.get(), address.length) == 3;
  };
  if (!send(ipv4, "10.9.9.255")) return "no broadcast";
  if (!send(ipv4, "224.0.0.1")) return "no IPv4 multicast";
  if (!send(ipv6, "ff02::1%v0")) return "no IPv6 multicast";
  for (const char* one : {"10.9.9.1", "fd09::1"})
    if (UdpClient({*Address::parse(one), Port{7007}}).ask("client") != "client") return "no answer for one";
  return expect_counters(server, {{"to-many", 3}}, 2);
}

TEST(Udp, WhatIsSentToManyIsNotAnswered) {
  EXPECT_TRUE(in_net_namespace(nobody_answers_what_is_sent_to_many));
}

}  // namespace
}  // namespace sounder::test

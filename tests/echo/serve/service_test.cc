// The real program as a service: sockets handed over, and what its manager is told.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "net/datagrams.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/listener.h"
#include "tests/support/net_namespace.h"
#include "tests/support/notify_socket.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// A shell that becomes the program with these flags, so that $$ is the program's process.
std::vector<std::string> by_shell(const std::string& first, const std::vector<std::string>& flags = {}) {
  std::vector<std::string> words{"/bin/sh", "-c", first + R"(; exec "$0" --lang en serve "$@")", kSounder};
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

// `sounder serve` with descriptors 3, 4, ... as a manager leaves them. LISTEN_PID is the program's own, which
// only a shell that becomes the program can tell.
class HandedProgram {
 public:
  explicit HandedProgram(const std::vector<int>& descriptors, const std::vector<std::string>& flags = {},
                         const std::vector<std::string>& environment = {})
      : program(by_shell("export LISTEN_PID=$$ LISTEN_FDS=" + std::to_string(descriptors.size()), flags),
                {.environment = environment, .in_child = [descriptors] { hand_over(descriptors); }}) {}
  Program program;

 private:
  static void hand_over(const std::vector<int>& descriptors) {
    // First out of the way of the numbers that they are to have.
    std::vector<int> copies;
    for (const int fd : descriptors) copies.push_back(::fcntl(fd, F_DUPFD, 100));
    for (std::size_t i = 0; i < copies.size(); ++i) ::dup2(copies[i], 3 + static_cast<int>(i));
  }
};

// Of a server with the environment that a manager gives.
Program managed(const NotifySocket& manager, const std::vector<std::string>& environment,
                const std::vector<std::string>& flags) {
  std::vector<std::string> words{kSounder, "--lang", "en", "serve", "--listen", "127.0.0.11:0"};
  words.insert(words.end(), flags.begin(), flags.end());
  ProgramStart start{.environment = environment};
  start.environment.push_back(manager.variable());
  return Program(words, start);
}

Endpoint listening_at(Program& program) {
  EXPECT_TRUE(program.expect_error("Listening on "));
  const auto where = parse_host_port(program.rest_of_line());
  return where ? Endpoint{*Address::parse(where->host), where->port.value_or(Port{})} : Endpoint{};
}

TEST(Service, TheManagerHearsOfReadinessClientsAndTheEnd) {
  NotifySocket manager;
  Program server = managed(manager, {}, {"--drain", "1m"});
  EXPECT_TRUE(manager.expect("READY=1"));
  EXPECT_TRUE(manager.expect("STATUS=0 clients"));
  TestClient client(listening_at(server));
  EXPECT_TRUE(manager.expect("STATUS=1 client"));
  EXPECT_THAT(manager.heard(), Not(HasSubstr("STOPPING")));
  server.signal(SIGTERM);
  // One minute of drain, and some seconds for the end.
  EXPECT_TRUE(manager.expect("STOPPING=1\nEXTEND_TIMEOUT_USEC=65000000"));
  client.close();
  EXPECT_EQ(server.wait_exit(), 0);
  EXPECT_THAT(manager.heard(), Not(HasSubstr("WATCHDOG")));
}

// Regression: a terminal that was closed right after the start was no terminal any more when the server asked
// for it, so that the hang-up was a reload, and the server stayed.
TEST(Service, ATerminalThatGoesDuringTheStartEndsIt) {
  NotifySocket manager;
  manager.fill();  // the start goes on when the manager listens
  TerminalProgram server({kSounder, "--lang", "en", "serve", "--listen", "127.0.0.11:0"},
                         {manager.variable()});
  EXPECT_TRUE(server.expect("Listening on "));
  server.close_terminal();
  EXPECT_TRUE(manager.expect("READY=1"));
  EXPECT_TRUE(manager.expect("STOPPING=1"));
  EXPECT_EQ(server.wait_exit(), 0);
}

TEST(Service, TheWatchdogIsFedWhileClientsAreServedAndDrained) {
  NotifySocket manager;
  Program server = managed(manager, {"WATCHDOG_USEC=400000"}, {"--drain", "1m"});
  const Endpoint where = listening_at(server);
  TestClient client(where);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(manager.expect("WATCHDOG=1"));
  server.signal(SIGTERM);
  EXPECT_TRUE(manager.expect("STOPPING=1"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(manager.expect("WATCHDOG=1"));
  client.close();
  EXPECT_EQ(server.wait_exit(), 0);
}

TEST(Service, AnotherProcessesWatchdogIsNoneOfOurs) {
  NotifySocket manager;
  Program server = managed(manager, {"WATCHDOG_USEC=1000", "WATCHDOG_PID=1"}, {});
  EXPECT_TRUE(manager.expect("STATUS=0 clients"));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait_exit(), 0);
  EXPECT_TRUE(manager.expect("STOPPING=1"));
  EXPECT_THAT(manager.heard(), Not(HasSubstr("WATCHDOG")));
}

TEST(Service, HandedListenersAreServedAndOutliveTheServer) {
  const Listener one("127.0.0.11");
  const Listener two("::1");
  {
    HandedProgram server({one.fd(), two.fd()});
    ASSERT_TRUE(server.program.expect_error("Listening on " + one.where().to_string() + "\n"));
    ASSERT_TRUE(server.program.expect_error("Listening on " + two.where().to_string() + "\n"));
    for (const Listener* listener : {&one, &two}) {
      const TestClient client(listener->where());
      client.send("handed");
      EXPECT_EQ(client.receive_text(6), "handed");
    }
    server.program.signal(SIGTERM);
    EXPECT_EQ(server.program.wait_exit(), 0);
  }
  // shutdown() by the server would have ended this listener, which is its manager's: nobody could connect.
  const TestClient waits(one.where());
  HandedProgram next({one.fd()});
  waits.send("next");
  EXPECT_EQ(waits.receive_text(4), "next");
}

TEST(Service, ListenBesideHandedSocketsIsRefused) {
  const Listener listener("127.0.0.11");
  HandedProgram server({listener.fd()}, {"--listen", "127.0.0.11:0"});
  EXPECT_EQ(server.program.wait_exit(), 2);
  EXPECT_THAT(server.program.error(), HasSubstr("omit these flags"));
}

TEST(Service, WhatIsNoListenerIsNamedWithTheRemedy) {
  const Listener listener("127.0.0.11");
  const TestClient connected(listener.where());  // what Accept=yes would hand over
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd read_end(ends[0]);
  const Fd write_end(ends[1]);
  for (const int fd : {connected.fd(), read_end.get()}) {
    HandedProgram server({listener.fd(), fd});
    EXPECT_EQ(server.program.wait_exit(), 3);
    EXPECT_THAT(server.program.error(), HasSubstr("neither a TCP listener nor a UDP socket"));
    EXPECT_THAT(server.program.error(), HasSubstr("ListenStream=PORT with Accept=no"));
  }
}

TEST(Service, TheManagersNameOfASocketIsSaid) {
  const Listener listener("127.0.0.11");
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd read_end(ends[0]);
  const Fd write_end(ends[1]);
  for (const auto& [names, said] : {std::pair("echo:strange", "'strange'"), std::pair("echo", "'unknown'")}) {
    HandedProgram server({listener.fd(), read_end.get()}, {}, {std::string("LISTEN_FDNAMES=") + names});
    EXPECT_EQ(server.program.wait_exit(), 3);
    EXPECT_THAT(server.program.error(), HasSubstr(said));
  }
}

TEST(Service, SocketsForAnotherProcessAreNoneOfOurs) {
  Program server({kSounder, "--lang", "en", "serve", "--listen", "127.0.0.11:0"},
                 {.environment = {"LISTEN_PID=1", "LISTEN_FDS=1"}});
  EXPECT_TRUE(server.expect_error("Listening on 127.0.0.11:"));
}

TEST(Service, ANumberOfSocketsThatIsNoneIsRefused) {
  Program server(by_shell("export LISTEN_PID=$$ LISTEN_FDS=many"));
  EXPECT_EQ(server.wait_exit(), 3);
  EXPECT_THAT(server.error(), HasSubstr("LISTEN_FDS=many"));
}

TEST(Service, AHandedUdpSocketGoesWithUdpAndOnlyWithIt) {
  const Listener listener("127.0.0.11");
  const Fd datagrams = *bind_udp({*Address::parse("127.0.0.11"), Port{0}});
  const Endpoint where = *local_endpoint(datagrams.get());
  {
    HandedProgram server({listener.fd(), datagrams.get()}, {"--udp"});
    ASSERT_TRUE(server.program.expect_error("Listening on " + where.to_string() + "/udp\n"));
    const Fd client = *bind_udp({*Address::parse("127.0.0.11"), Port{0}});
    const SocketAddress to(where);
    ASSERT_EQ(::sendto(client.get(), "udp", 3, 0, to.get(), to.length), 3);
    set_blocking(client.get(), true);
    set_receive_timeout(client.get(), kPatience);
    char back[4];
    EXPECT_EQ(::recv(client.get(), back, sizeof back, 0), 3);
  }
  HandedProgram without_flag({listener.fd(), datagrams.get()});
  EXPECT_EQ(without_flag.program.wait_exit(), 2);
  EXPECT_THAT(without_flag.program.error(), HasSubstr("add --udp"));
  HandedProgram without_socket({listener.fd()}, {"--udp"});
  EXPECT_EQ(without_socket.program.wait_exit(), 3);
  EXPECT_THAT(without_socket.program.error(), HasSubstr("add ListenDatagram=PORT"));
  HandedProgram without_tcp({datagrams.get()}, {"--udp"});
  EXPECT_EQ(without_tcp.program.wait_exit(), 3);
  EXPECT_THAT(without_tcp.program.error(), HasSubstr("add ListenStream=PORT"));
}

// A folder of a temporary name that anybody may enter, gone with the test.
class OpenFolder {
 public:
  OpenFolder() {
    std::string name = "/tmp/sounder-service-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
  }
  OpenFolder(const OpenFolder&) = delete;
  OpenFolder& operator=(const OpenFolder&) = delete;
  ~OpenFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What makes the program a nobody: no capability to gain, and another user where root runs the test. The
// program itself may lie in a folder that only root can enter, so it is copied.
std::vector<std::string> as_nobody(const std::string& program, bool root) {
  std::vector<std::string> words{"/usr/bin/setpriv", "--no-new-privs", "--bounding-set=-all",
                                 "--inh-caps=-all"};
  if (root) words.insert(words.end(), {"--reuid=65534", "--regid=65534", "--clear-groups"});
  words.insert(words.end(), {program, "--lang", "en", "serve"});
  return words;
}

std::string serve_port_seven_as_nobody(bool root) {
  const Endpoint seven{*Address::parse("127.0.0.12"), Port{7}};
  if (!write_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024")) return "no such setting";
  const OpenFolder folder;
  const std::string program = folder.path() / "sounder";
  std::filesystem::copy_file(kSounder, program);
  NotifySocket manager;
  std::vector<std::string> words{"/usr/bin/systemd-socket-activate", "-E", manager.variable(),
                                 "--fdname=echo", "--listen=" + seven.to_string()};
  const auto server_words = as_nobody(program, root);
  words.insert(words.end(), server_words.begin(), server_words.end());
  Program server(words);
  if (!server.expect_error("Listening on 127.0.0.12:7 as 3")) return "no activation: " + server.error();
  TestClient client(seven);  // the first client starts the server
  if (!manager.expect("READY=1")) return "not ready: " + server.error();
  client.send("seven");
  if (client.receive_text(5) != "seven") return "no echo: " + server.error();
  if (!server.expect_error("Listening on 127.0.0.12:7\n")) return "not told: " + server.error();
  client.close();
  server.signal(SIGTERM);
  if (!manager.expect("STOPPING=1")) return "no STOPPING: " + manager.heard();
  const auto code = server.wait_exit();
  if (code != 0) return "exit code " + std::to_string(code.value_or(-1)) + server.error();
  return {};
}

TEST(Service, ANobodyServesPortSevenThroughActivation) {
  const bool root = ::geteuid() == 0;
  EXPECT_TRUE(in_net_namespace([root] { return serve_port_seven_as_nobody(root); }));
}

}  // namespace
}  // namespace sounder::test

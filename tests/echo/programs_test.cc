// sounder serve and sounder connect as programs: pipes, signals, exit codes, and what they say when they
// cannot.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "echo/serve/listeners.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string random_text(std::size_t size) {
  const auto bytes = random_bytes(6, size);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Runs to the end with nothing on standard input.
struct Ended {
  std::optional<int> code;
  std::string error;
};
Ended run(const std::vector<std::string>& words, const ProgramStart& start = {}) {
  std::vector<std::string> all{kSounder, "--lang", "en"};
  all.insert(all.end(), words.begin(), words.end());
  Program program(all, start);
  program.close_input();
  const auto code = program.wait_exit();
  return {code, program.error()};
}

TEST(Connect, InAPipeBringsEveryByteBack) {
  const ServeProgram server;
  Program client({kSounder, "connect", server.where.to_string()});
  const std::string text = random_text(10'000'000);
  client.send(text);
  client.close_input();
  EXPECT_EQ(client.wait_exit(), 0);
  EXPECT_TRUE(client.output() == text) << client.output().size() << " bytes came back";
  EXPECT_EQ(client.error(), "");
}

TEST(Connect, SaysHowManyBytesAreOwedWhenTheServerIsCut) {
  ServeProgram server;
  Program client({kSounder, "--lang", "en", "connect", server.where.to_string()});
  client.send("a");
  ASSERT_TRUE(server.program.expect_error("connected"));
  server.program.signal(SIGKILL);
  EXPECT_EQ(client.wait_exit(), 1);
  EXPECT_THAT(client.error(), HasSubstr("the server closed the connection"));
}

TEST(Connect, AFullDiskAndAFolderAsInputAreThisMachinesFault) {
  const ServeProgram server;
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  Program client({kSounder, "connect", server.where.to_string()}, {.standard_output = full.get()});
  client.send("x");
  EXPECT_EQ(client.wait_exit(), 3);
  EXPECT_THAT(client.error(), HasSubstr(describe_errno(ENOSPC)));
  const Fd folder(::open("/", O_RDONLY | O_CLOEXEC));
  const auto ended = run({"connect", server.where.to_string()}, {.standard_input = folder.get()});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.error, HasSubstr(describe_errno(EISDIR)));
}

TEST(Connect, ASignalEndsItWith130) {
  const ServeProgram server;
  Program client({kSounder, "connect", server.where.to_string()});
  client.send("x");
  ASSERT_TRUE(client.expect_output("x"));
  client.signal(SIGINT);
  EXPECT_EQ(client.wait_exit(), 130);
}

TEST(Connect, BadInputSaysWhatWouldBeRight) {
  EXPECT_EQ(run({"connect"}).code, 2);
  EXPECT_EQ(run({"connect", "localhost:0"}).code, 2);
  EXPECT_EQ(run({"connect", "localhost:65536"}).code, 2);
  EXPECT_EQ(run({"connect", "localhost", "--timeout", "5"}).code, 2);
  EXPECT_EQ(run({"connect", "localhost", "-4", "-6"}).code, 2);
  const auto unknown = run({"connect", "no-such-host.invalid"});
  EXPECT_THAT(unknown.error, HasSubstr("no-such-host.invalid"));
  EXPECT_NE(unknown.code, 0);
}

TEST(Connect, ARefusedConnectionIsNamed) {
  const Endpoint any_port{*Address::parse("127.0.0.1"), Port{0}};
  const Endpoint nobody = *local_endpoint(open_listeners(std::span(&any_port, 1))->front().get());
  const auto ended = run({"connect", nobody.to_string()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.error, HasSubstr("refused, nothing listens there"));
}

TEST(Connect, ThePortMayBeASecondWord) {
  const ServeProgram server;
  const std::string port = std::to_string(number(server.where.port));
  for (const auto& target : std::vector<std::vector<std::string>>{{"127.0.0.1", port},
                                                                  {"127.0.0.1", "-4", port},
                                                                  {"127.0.0.1:" + port, port},
                                                                  {"localhost", port, "-4"}}) {
    std::vector<std::string> words{kSounder, "connect"};
    words.insert(words.end(), target.begin(), target.end());
    Program client(words);
    client.send("x");
    client.close_input();
    EXPECT_EQ(client.wait_exit(), 0) << client.error();
    EXPECT_EQ(client.output(), "x");
  }
}

TEST(Connect, TwoDifferentPortsAreAnError) {
  for (const char* command : {"connect", "load"}) {
    const auto ended = run({command, "127.0.0.1:7007", "7008"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.error, "sounder: two ports: '127.0.0.1:7007' and '7008'; give one\n");
  }
}

TEST(Connect, AUrlIsAnErrorThatSaysWhatToWrite) {
  struct Case {
    const char* url;
    const char* instead;
  };
  for (const Case& each :
       {Case{"http://host/", "host:80"}, Case{"https://me@host.example/a:b?c", "host.example:443"},
        Case{"http://[::1]:8080/", "[::1]:8080"}, Case{"gopher://host", "host"}})
    for (const char* command : {"connect", "load"}) {
      const auto ended = run({command, each.url});
      EXPECT_EQ(ended.code, 2);
      EXPECT_EQ(ended.error, fmt::format("sounder: '{}' is a URL; write {}\n", each.url, each.instead));
    }
}

TEST(Connect, AMissingHostPointsToTheHelpOfItsCommand) {
  EXPECT_EQ(run({"connect"}).error, "sounder: HOST is missing; see: sounder help connect\n");
  EXPECT_EQ(run({"load"}).error, "sounder: HOST is missing; see: sounder help load\n");
}

TEST(Connect, ARefusedConnectionReadsTheSameInConnectAndLoad) {
  const Endpoint any_port{*Address::parse("127.0.0.1"), Port{0}};
  const std::string nobody =
      local_endpoint(open_listeners(std::span(&any_port, 1))->front().get())->to_string();
  const std::string error =
      "sounder: cannot connect to 127.0.0.1 (" + nobody + ": refused, nothing listens there)\n";
  EXPECT_EQ(run({"connect", nobody}).error, error);
  EXPECT_EQ(run({"load", nobody, "--duration", "100ms"}).error, error);
  EXPECT_EQ(run({"load", nobody, "--duration", "100ms", "--churn"}).error, error);
}

// In a shell: connect HOST <&- >&- 2>&-
TEST(ClosedStreams, AreNoneOfTheDescriptorsThatTheProgramOpens) {
  const ServeProgram server;
  for (const int closed : {0, 1, 2, 3}) {  // 3: all of them
    Program client({kSounder, "--lang", "en", "connect", server.where.to_string()}, {.in_child = [closed] {
                     for (int fd = 0; fd <= 2; ++fd)
                       if (closed == fd || closed == 3) ::close(fd);
                   }});
    if (closed == 1 || closed == 2) client.send("x");
    client.close_input();
    // Without standard output the echo cannot be delivered, and that is no success.
    EXPECT_EQ(client.wait_exit(), closed == 1 ? 3 : 0) << closed << client.error();
    EXPECT_EQ(client.output(), closed == 2 ? "x" : "") << closed;
  }
}

TEST(Serve, APortAloneIsEveryAddress) {
  for (const auto& flags : std::vector<std::vector<std::string>>{
           {"--listen", ":0"}, {"--listen", "0"}, {"-p", "0"}, {"--port", "0"}, {"--port=0"}}) {
    std::vector<std::string> words{kSounder, "--lang", "en", "serve"};
    words.insert(words.end(), flags.begin(), flags.end());
    Program server(words);
    ASSERT_TRUE(server.expect_error("Listening on ")) << server.error();
    const auto where = parse_host_port(server.rest_of_line());
    ASSERT_TRUE(where && where->port);
    EXPECT_TRUE(where->host == "::" || where->host == "0.0.0.0") << where->host;
    const TestClient client({*Address::parse("127.0.0.1"), *where->port});
    client.send("x");
    EXPECT_EQ(client.receive_text(1), "x");
  }
}

TEST(Serve, APortGoesWithAddressesThatHaveNone) {
  const Endpoint any_port{*Address::parse("127.0.0.30"), Port{0}};
  const Port free = local_endpoint(open_listeners(std::span(&any_port, 1))->front().get())->port;
  const std::string port = std::to_string(number(free));
  Program server(
      {kSounder, "--lang", "en", "serve", "--listen", "127.0.0.30", "--listen", "127.0.0.31:0", "-p", port});
  EXPECT_TRUE(server.expect_error("Listening on 127.0.0.30:" + port + "\n"));
  EXPECT_TRUE(server.expect_error("Listening on 127.0.0.31:"));
}

TEST(Serve, APortThatNoAddressTakesIsAnError) {
  const auto ended = run({"serve", "--listen", "127.0.0.1:0", "-p", "7205"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.error, "sounder: --port 7205: every --listen has a port already; leave one of them out\n");
  for (const char* wrong : {"65536", "-1", "echo", ":7205"}) {
    const auto refused = run({"serve", "--port", wrong});
    EXPECT_EQ(refused.code, 2) << wrong;
    EXPECT_THAT(refused.error, HasSubstr("--port")) << wrong;
  }
  EXPECT_EQ(run({"serve", "--listen", ":65536"}).code, 2);
  EXPECT_EQ(run({"serve", "--listen", ":"}).code, 2);
}

TEST(Serve, LogsWhoComesAndGoes) {
  ServeProgram server;
  TestClient first(server.where);
  const std::string first_name = local_endpoint(first.fd())->to_string();
  EXPECT_TRUE(server.program.expect_error(first_name + " connected, 1 active\n"));
  const TestClient second(server.where);
  EXPECT_TRUE(server.program.expect_error(" connected, 2 active\n"));
  first.send("eighteen bytes, ok");
  EXPECT_EQ(first.receive_text(18), "eighteen bytes, ok");
  first.close();
  EXPECT_TRUE(server.program.expect_error(first_name + " disconnected after "));
  EXPECT_THAT(server.program.rest_of_line(), MatchesRegex("[0-9]+\\.[0-9] s, 18 bytes echoed, 1 active"));
}

TEST(Serve, LogsJsonLinesThatParse) {
  Program server({kSounder, "serve", "--listen", "[::1]:0", "--log", "json"});
  ASSERT_TRUE(server.expect_error("\"listening\""));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait_exit(), 0);
  std::istringstream lines(server.error());
  std::vector<std::string> types;
  for (std::string line; std::getline(lines, line);) types.push_back(nlohmann::json::parse(line).at("type"));
  EXPECT_THAT(types, testing::ElementsAre("listening", "draining", "drained"));
}

TEST(Serve, ASignalDrainsASecondOneCutsAndTheExitCodeTells) {
  ServeProgram server({"--drain", "1h"});
  const TestClient client(server.where);
  EXPECT_TRUE(server.program.expect_error("1 active"));
  server.program.signal(SIGTERM);
  EXPECT_TRUE(server.program.expect_error("Stopping: 1 client may finish within 1h"));
  client.send("still served");
  EXPECT_EQ(client.receive_text(12), "still served");
  server.program.signal(SIGTERM);
  EXPECT_TRUE(server.program.expect_error("Stopped: 1 client served, 1 cut"));
  EXPECT_EQ(server.program.wait_exit(), 1);
}

TEST(Serve, AStuckReaderOfTheLogHoldsNeitherClientsNorTheEnd) {
  ServeProgram server;
  // Nobody reads the log from here on: the pipe holds 64 KiB, some 500 clients' lines.
  for (int i = 0; i < 2000; ++i) {
    const TestClient client(server.where);
    client.half_close();
    ASSERT_TRUE(client.ended());
  }
  server.program.signal(SIGTERM);
  // Waits without reading: a zombie is an end.
  const Instant deadline = clock_now() + kPatience;
  std::ifstream stat;
  char state = '?';
  while (state != 'Z' && clock_now() < deadline) {
    std::ifstream file("/proc/" + std::to_string(server.program.pid()) + "/stat");
    std::string word;
    file >> word >> word >> state;
    ::usleep(10'000);
  }
  EXPECT_EQ(state, 'Z');
}

TEST(Serve, AnAddressInUseIsNamedWithTheRemedy) {
  const ServeProgram first;
  const auto ended = run({"serve", "--listen", first.where.to_string()});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.error,
              HasSubstr(first.where.to_string() + ": the address is in use; choose another port"));
}

TEST(Serve, AnAddressOfSomebodyElseIsNamed) {
  const auto ended = run({"serve", "--listen", "192.0.2.1:7007"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.error, HasSubstr("this machine has no such address"));
}

// In a namespace of the test's own, so that the machine's setting of unprivileged ports does not matter;
// without the capability, not as another user, who might not even reach the program (a clone in /root, found
// by make fresh-check).
TEST(Serve, PortSevenWithoutPrivilegeNamesThePrivilege) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    if (!write_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024")) return "no such setting";
    ProgramStart start;
    start.in_child = [] {
      if (::prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE, 0, 0, 0) != 0) ::_exit(126);
    };
    const auto ended = run({"serve", "--listen", "127.0.0.1:7"}, start);
    if (ended.code != 3) return "exit code " + std::to_string(ended.code.value_or(-1));
    if (ended.error.find("CAP_NET_BIND_SERVICE") == std::string::npos) return "said only: " + ended.error;
    return {};
  }));
}

TEST(Serve, BadInputSaysWhatWouldBeRight) {
  EXPECT_THAT(run({"serve", "--max-connections", "0"}).error, HasSubstr("from 1 to"));
  EXPECT_EQ(run({"serve", "--max-connections", "0"}).code, 2);
  EXPECT_EQ(run({"serve", "--max-connections", "9999999"}).code, 3);
  EXPECT_EQ(run({"serve", "--max-per-address", "0"}).code, 2);
  EXPECT_EQ(run({"serve", "--idle-timeout", "ten"}).code, 2);
  EXPECT_EQ(run({"serve", "--drain", "-1s"}).code, 2);
  EXPECT_EQ(run({"serve", "--listen", "localhost:7007"}).code, 2);
  EXPECT_EQ(run({"serve", "--listen", "127.0.0.1:65536"}).code, 2);
  EXPECT_EQ(run({"serve", "--log", "xml"}).code, 2);
  EXPECT_THAT(run({"serve", "--model", "fork"}).error, HasSubstr("threads"));
}

}  // namespace
}  // namespace sounder::test

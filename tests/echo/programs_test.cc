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

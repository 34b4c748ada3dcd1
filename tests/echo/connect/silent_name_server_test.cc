// --timeout covers the look-up of a name: with a name server that takes questions and never answers, in a
// network and with files of the test's own.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "base/clock.h"
#include "base/fd.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/support/net_namespace.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

// The other files of /etc stay as they are.
bool put_over(const TemporaryFolder& folder, const std::string& name, const std::string& contents) {
  const std::string file = folder.path() + "/" + name;
  std::ofstream(file) << contents;
  return ::mount(file.c_str(), ("/etc/" + name).c_str(), nullptr, MS_BIND, nullptr) == 0;
}

// What does not succeed, and a socket on port 53 that nobody reads.
std::string make_name_server_silent(const TemporaryFolder& folder, const Fd& server) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return fmt::format("no mounts of its own: {}", std::strerror(errno));
  if (!put_over(folder, "resolv.conf", "nameserver 127.0.0.1\noptions timeout:5 attempts:2\n") ||
      !put_over(folder, "nsswitch.conf", "hosts: files dns\n"))
    return fmt::format("bind mount: {}", std::strerror(errno));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(53);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(server.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
    return fmt::format("port 53: {}", std::strerror(errno));
  return "";
}

// Runs `body` where the name server is silent.
testing::AssertionResult with_silent_name_server(const std::function<std::string(const Fd&)>& body) {
  const TemporaryFolder folder;
  return in_net_namespace([&]() -> std::string {
    const Fd server(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const std::string problem = make_name_server_silent(folder, server);
    return problem.empty() ? body(server) : problem;
  });
}

TEST(SilentNameServer, TheTimeoutOfConnectAndLoadCoversTheName) {
  EXPECT_TRUE(with_silent_name_server([](const Fd& server) -> std::string {
    for (const char* command : {"connect", "load"}) {
      const Instant begin = clock_now();
      Program program({kSounder, "--lang", "en", command, "slow.example", "--timeout", "1s"});
      program.close_input();
      const auto code = program.wait_exit();
      const Duration took = clock_now() - begin;
      if (code != 1) return fmt::format("{}: exit {}: {}", command, code.value_or(-1), program.error());
      if (program.error().find("the name server does not answer") == std::string::npos)
        return program.error();
      if (took < 1s || took > 4s) return fmt::format("{} took {} ms", command, took / 1ms);
    }
    char question[512];
    return ::recv(server.get(), question, sizeof question, 0) > 0 ? "" : "the name server was not asked";
  }));
}

// As where the name servers of one domain are broken: that is no reason not to scan the others.
TEST(SilentNameServer, ANameThatNobodyAnswersForCostsThatNameAlone) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    Program alone({kSounder, "--lang", "en", "scan", "slow.example", "-p", "1"});
    alone.close_input();
    if (const auto code = alone.wait_exit(); code != 1)
      return fmt::format("alone: exit {}", code.value_or(-1));
    Program program({kSounder, "--lang", "en", "scan", "slow.example", "127.0.0.1", "-p", "1-3"});
    program.close_input();
    const auto code = program.wait_exit();
    if (code != 1) return fmt::format("exit {}: {}", code.value_or(-1), program.error());
    if (program.error().find("cannot look up 'slow.example'") == std::string::npos) return program.error();
    return program.output().find("3 probes: 0 open, 3 closed") == std::string::npos ? program.output() : "";
  }));
}

TEST(SilentNameServer, ASignalEndsTheWaitForAName) {
  EXPECT_TRUE(with_silent_name_server([](const Fd& server) -> std::string {
    const std::vector<std::vector<std::string>> commands{
        {"connect", "slow.example"}, {"load", "slow.example"}, {"scan", "slow.example", "-p", "1"}};
    for (std::vector<std::string> words : commands) {
      const std::string command = words.front();
      words.insert(words.begin(), {kSounder, "--lang", "en"});
      Program program(words);
      char question[512];
      for (int i = 0; i < 2000 && ::recv(server.get(), question, sizeof question, 0) <= 0; ++i)
        ::usleep(10'000);
      program.signal(SIGINT);
      if (program.wait_exit(3s) != 130) return command + ": " + program.error();
      while (::recv(server.get(), question, sizeof question, 0) > 0) continue;
    }
    return "";
  }));
}

}  // namespace
}  // namespace sounder::test

// Ten thousand clients at once in the real program, and one more.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "net/descriptors.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"

namespace sounder::test {
namespace {

// Sanitizers: ThreadSanitizer ends at 8,128 threads, AddressSanitizer takes a megabyte for each.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kClients = 1'000;
constexpr std::size_t kMostMegabytes = 0;
#else
constexpr std::size_t kClients = 10'000;
constexpr std::size_t kMostMegabytes = 500;
#endif

std::size_t resident_megabytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; file >> word;) {
    std::size_t kilobytes = 0;
    if (word == "VmRSS:" && file >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

TEST(ManyClients, TenThousandGetTheirBytesAndTheNextIsRefusedWithoutHarm) {
  ASSERT_GT(raise_descriptor_limit(), kClients + 100) << "the descriptor limit of this machine is too low";
  ServeProgram server({"--max-connections", std::to_string(kClients)});
  std::vector<TestClient> clients;
  clients.reserve(kClients);
  for (std::size_t i = 0; i < kClients; ++i) clients.emplace_back(server.where);
  EXPECT_TRUE(
      server.program.expect_error(fmt::format("connected, {} active\n", kClients), std::chrono::seconds(60)));
  const std::size_t resident = resident_megabytes(server.program.pid());
  RecordProperty("resident_megabytes", static_cast<int>(resident));
  if (kMostMegabytes > 0) {
    EXPECT_LT(resident, kMostMegabytes);
  }

  const TestClient extra(server.where);
  extra.send_some(random_bytes(1, 100));
  EXPECT_TRUE(extra.ended());
  EXPECT_TRUE(server.program.expect_error("refused: connection limit reached\n"));

  for (std::uint32_t i = 0; i < kClients; ++i) clients[i].send(random_bytes(i, 64));
  for (std::uint32_t i = 0; i < kClients; ++i)
    ASSERT_EQ(clients[i].receive(64), random_bytes(i, 64)) << "client " << i;
  clients.clear();
  EXPECT_TRUE(server.program.expect_error(", 0 active\n", std::chrono::seconds(60)));
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
}

}  // namespace
}  // namespace sounder::test

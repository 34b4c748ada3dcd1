#include "echo/load/load_options.h"

#include <gtest/gtest.h>

#include <set>

#include "echo/load/limits.h"

namespace sounder {
namespace {

LoadOptions aimed_at(const char* address, std::size_t connections, bool churn = false) {
  return {.target = {*Address::parse(address), Port{7}}, .connections = connections, .churn = churn};
}

TEST(LoadOptions, AServerOnThisMachineIsLeftHalfOfTheProcessors) {
  EXPECT_EQ(usual_load_threads(10'000, 2, true), 1U);
  EXPECT_EQ(usual_load_threads(10'000, 2, false), 2U);
  EXPECT_EQ(usual_load_threads(10'000, 16, true), 8U);
  EXPECT_EQ(usual_load_threads(10'000, 1, true), 1U);
}

TEST(LoadOptions, FewConnectionsAreOneThreadsWork) {
  EXPECT_EQ(usual_load_threads(1, 64, false), 1U);
  EXPECT_EQ(usual_load_threads(kLoadConnectionsPerThread, 64, false), 1U);
  EXPECT_EQ(usual_load_threads(4 * kLoadConnectionsPerThread, 64, false), 4U);
  EXPECT_EQ(usual_load_threads(1'000'000, 1024, false), kMostLoadThreads);
}

TEST(LoadOptions, TheKernelChoosesTheSourceWhileItsPortsSuffice) {
  EXPECT_TRUE(usual_load_sources(aimed_at("127.0.0.1", 10'000), 28'232).empty());
  EXPECT_TRUE(usual_load_sources(aimed_at("192.0.2.1", 100'000), 28'232).empty());
  EXPECT_TRUE(usual_load_sources(aimed_at("::1", 100'000), 28'232).empty());
}

TEST(LoadOptions, MoreConnectionsToLoopbackThanPortsComeFromSeveralAddresses) {
  const auto sources = usual_load_sources(aimed_at("127.0.0.9", 100'000), 28'232);
  EXPECT_EQ(sources.size(), 5U);
  EXPECT_EQ(std::set(sources.begin(), sources.end()).size(), sources.size());
  EXPECT_EQ(sources.front().to_string(), "127.0.0.1");
}

TEST(LoadOptions, ChurnOnLoopbackIsSpreadBecauseClosedConnectionsKeepTheirPorts) {
  EXPECT_GT(usual_load_sources(aimed_at("127.0.0.1", 10, true), 28'232).size(), 1U);
}

TEST(LoadOptions, ARangeWithoutPortsIsNoDivisionByZero) {
  EXPECT_EQ(usual_load_sources(aimed_at("127.0.0.1", 10'000), 1).size(), kMostSources);
}

}  // namespace
}  // namespace sounder

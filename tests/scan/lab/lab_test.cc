// The lab itself, before anything is measured in it.
#include "tests/scan/lab/lab.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "net/socket.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kEnoughPerS = 20'000;
#else
constexpr double kEnoughPerS = 150'000;  // 210,000 to 350,000 on two shared cores
#endif

// What a connect to the lab's first host comes to, and when.
std::pair<Errno, Duration> knock(std::uint16_t port) {
  const Instant began = clock_now();
  const auto fd = start_connect({Address::ipv4(lab_host(1)), Port{port}});
  if (!fd) return {fd.error(), Duration::zero()};
  pollfd waiting{fd->get(), POLLOUT, 0};
  if (::poll(&waiting, 1, 5000) != 1) return {ETIMEDOUT, clock_now() - began};
  return {socket_error(fd->get()), clock_now() - began};
}

TEST(Lab, AnOpenPortAnswersAndAClosedOneRefusesAfterTheRoundTrip) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    Lab lab;
    const LinkSpec link{.delay = 20ms};
    if (auto problem = lab.start({.link = {link, link}, .open = {80}}); !problem.empty()) return problem;
    for (const auto& [port, expected] : {std::pair<std::uint16_t, Errno>{80, 0}, {81, ECONNREFUSED}}) {
      const auto [error, took] = knock(port);
      if (error != expected) return std::string("connect: ") + std::strerror(error);
      if (took < 40ms || took > 500ms) return "took " + std::to_string(seconds(took)) + " s";
    }
    const LinkReport report = lab.finish();
    return report.totals.there.arrived >= 3 && report.totals.back.arrived >= 2 ? "" : "not counted";
  }));
}

TEST(Lab, EveryWireOfVethPairsLeadsToItsHosts) {
  for (const Wire wire : {Wire::kGateway, Wire::kOnLink, Wire::kRouter})
    EXPECT_TRUE(in_net_namespace([wire]() -> std::string {
      Lab lab;
      if (auto problem = lab.start({.open = {80}, .wire = wire}); !problem.empty()) return problem;
      for (const auto& [port, expected] : {std::pair<std::uint16_t, Errno>{80, 0}, {81, ECONNREFUSED}})
        if (const Errno error = knock(port).first; error != expected)
          return std::string("connect: ") + std::strerror(error);
      lab.finish();
      return lab.received() >= 3 ? "" : "not counted";
    })) << static_cast<int>(wire);
}

// Datagrams to nobody, so that this is the link's own speed.
TEST(Lab, TheLinkIsFasterThanAnyScanInIt) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    Lab lab;
    if (auto problem = lab.start({.hosts = ""}); !problem.empty()) return problem;
    const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const SocketAddress to({Address::ipv4(lab_host(1)), Port{9}});
    // The link must never wait for us: it would measure its own sleeps. Where that is refused, an idle
    // machine does.
    const sched_param priority{.sched_priority = 1};
    static_cast<void>(::sched_setscheduler(0, SCHED_RR, &priority));
    const Instant end = clock_now() + 1s;
    while (clock_now() < end)
      for (int i = 0; i < 100; ++i) static_cast<void>(::sendto(fd.get(), "x", 1, 0, to.get(), to.length));
    const LinkReport report = lab.finish();
    const LinkCounts& there = report.totals.there;
    // By the processor's time, which does not ask who else is running.
    const double per_s = static_cast<double>(there.arrived) / seconds(report.processor);
    std::printf("%llu packets, %.0f a second of a processor\n",
                static_cast<unsigned long long>(there.arrived), per_s);
    std::fflush(stdout);
    return per_s >= kEnoughPerS ? "" : "only " + std::to_string(per_s) + " packets/s";
  }));
}

}  // namespace
}  // namespace sounder::test

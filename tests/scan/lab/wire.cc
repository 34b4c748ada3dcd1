#include "tests/scan/lab/wire.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/scan/lab/tools.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

constexpr const char* kBatch = "ip -batch -";
constexpr const char* kThisNamespace = "/proc/thread-self/ns/net";

// The devices' own queues are no part of the model: long enough for what comes while the link is not running
// (a tenth of a second at 200,000 packets/s).
constexpr const char* kNearLink =
    "link set near txqueuelen 20000\n"
    "link set near up\n"
    "addr add 10.64.0.1/32 dev near\n"
    "route add 10.80.0.0/12 dev near\n";
constexpr const char* kFarLink =
    "link set lo up\n"
    "link set far txqueuelen 20000\n"
    "link set far up\n"
    "addr add 10.64.0.2/32 dev far\n"  // nft redirects to the first address of the device
    "route add 10.64.0.1/32 dev far\n";

constexpr const char* kNearVeth =
    "link set near up\n"
    "addr add 10.64.0.1/24 dev near\n";
constexpr const char* kNearOnLink = "route add 10.80.0.0/12 dev near\n";
constexpr const char* kNearRouted = "route add 10.80.0.0/12 via 10.64.0.2\n";
constexpr const char* kNearGateway =
    "addr add fd64::1/64 dev near nodad\n"
    "route add fd80::/16 via fd64::2\n"
    // It is found even if the other side drops whatever comes.
    "neigh replace 10.64.0.2 lladdr 02:00:00:00:00:02 dev near nud permanent\n";

// `device`, and `near` in the scanner's network.
std::string far_veth(const char* device, pid_t scanner) {
  return fmt::format(
      "link set lo up\n"
      "link add {0} address 02:00:00:00:00:02 type veth peer name near netns {1}\n"
      "link set {0} up\n"
      "addr add 10.64.0.2/24 dev {0}\n",
      device, scanner);
}
constexpr const char* kFarGateway =
    "addr add fd64::2/64 dev far nodad\n"
    "route add local fd80::/16 dev lo\n";

// `far`, and `back` in the router's network.
std::string far_routed(int router) {
  return fmt::format(
      "link set lo up\n"
      "link add far type veth peer name back netns /proc/{}/fd/{}\n"
      "link set far up\n"
      "addr add 10.65.0.2/24 dev far\n"
      "route add default via 10.65.0.1\n",
      ::getpid(), router);
}
constexpr const char* kRouterBack =
    "link set back up\n"
    "addr add 10.65.0.1/24 dev back\n"
    "route add 10.80.0.0/12 via 10.65.0.2\n";

std::unexpected<Error> refused() {
  return machine_refused(std::string("this kernel refuses a network namespace: ") + std::strerror(errno));
}

// What an `ip -batch` came to.
Result<Fd> made(const std::string& problem) {
  if (!problem.empty()) return machine_refused(problem);
  return Fd();
}

Result<Fd> make_router_and_far_side(pid_t scanner) {
  if (auto problem = run_tool(kBatch, far_veth("front", scanner)); !problem.empty()) return made(problem);
  if (!write_file("/proc/sys/net/ipv4/ip_forward", "1")) return machine_refused("a router cannot forward");
  Fd router(::open(kThisNamespace, O_RDONLY | O_CLOEXEC));
  if (!router || ::unshare(CLONE_NEWNET) != 0) return refused();
  const Fd target(::open(kThisNamespace, O_RDONLY | O_CLOEXEC));
  if (auto problem = run_tool(kBatch, far_routed(router.get())); !problem.empty()) return made(problem);
  if (!target || ::setns(router.get(), CLONE_NEWNET) != 0) return refused();
  if (auto problem = run_tool(kBatch, kRouterBack); !problem.empty()) return made(problem);
  if (::setns(target.get(), CLONE_NEWNET) != 0) return refused();
  return router;
}

}  // namespace

Result<Fd> make_far_side(Wire wire, pid_t scanner) {
  switch (wire) {
    case Wire::kLink:
      return made(run_tool(kBatch, kFarLink));
    case Wire::kGateway:
      return made(run_tool(kBatch, far_veth("far", scanner) + kFarGateway));
    case Wire::kOnLink:
      return made(run_tool(kBatch, far_veth("far", scanner)));
    case Wire::kRouter:
      return make_router_and_far_side(scanner);
  }
  return machine_refused("no such wire");
}

std::string make_near_side(Wire wire) {
  switch (wire) {
    case Wire::kLink:
      return run_tool(kBatch, kNearLink);
    case Wire::kGateway:
      return run_tool(kBatch, std::string(kNearVeth) + kNearRouted + kNearGateway);
    case Wire::kOnLink:
      return run_tool(kBatch, std::string(kNearVeth) + kNearOnLink);
    case Wire::kRouter:
      return run_tool(kBatch, std::string(kNearVeth) + kNearRouted);
  }
  return "no such wire";
}

}  // namespace sounder::test

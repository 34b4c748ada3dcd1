#include "tests/scan/lab/lab.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <sstream>

#include "tests/scan/lab/open_ports.h"
#include "tests/scan/lab/tools.h"
#include "tests/scan/lab/tun.h"
#include "tests/support/net_namespace.h"

namespace sounder::test {
namespace {

constexpr std::uint32_t kFirstHost = 0x0a500000;  // 10.80.0.0
constexpr const char* kReady = "ready";

// Packets that the device's queue could not hold, in this network namespace (/proc/net/dev: the fourth column
// after the eight of what was received).
std::uint64_t device_count(const std::string& device, int column) {
  std::ifstream file("/proc/self/net/dev");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || line.find(device) >= colon) continue;
    std::istringstream columns(line.substr(colon + 1));
    std::uint64_t value = 0;
    for (int i = 0; i < column; ++i) columns >> value;
    return value;
  }
  return 0;
}
std::uint64_t tx_dropped(const std::string& device) { return device_count(device, 12); }

// Whatever else runs on this machine, the link is on time, or it would be a different link. nice(2) counts
// only within one session (sched_autogroup_enabled), a real-time priority everywhere. Not allowed: it still
// is a link.
void go_first() {
  const sched_param priority{.sched_priority = 2};
  if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &priority) != 0)
    ::setpriority(PRIO_PROCESS, 0, -10);
}

struct TargetSide {
  Fd router;  // keeps it alive
  OpenPorts ports;
};

std::string make_target_side(const LabSpec& spec, TargetSide& target) {
  auto router = make_far_side(spec.wire, ::getppid());
  if (!router) return router.error().message;
  target.router = std::move(*router);
  const std::string hosts = spec.hosts.empty() ? "" : "route add local " + spec.hosts + " dev lo\n";
  if (auto problem = run_tool("ip -batch -", hosts + spec.routes); !problem.empty()) return problem;
  for (const auto& [name, value] : spec.settings)
    if (!write_file("/proc/sys/net/" + name, value))
      return "cannot set net/" + name + ": " + std::strerror(errno);
  if (!spec.firewall.empty())
    if (auto problem = run_tool("nft -f -", spec.firewall); !problem.empty()) return problem;
  return target.ports.open(spec.open);
}

void tell(const Fd& to, const std::string& text) {
  static_cast<void>(::write(to.get(), text.data(), text.size()) == 0);
}

std::string read_all(const Fd& from) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(from.get(), buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

}  // namespace

struct Lab::Shared {
  LinkReport report;
  std::uint64_t received = 0;
};

std::uint32_t lab_host(std::uint32_t index) { return kFirstHost + index; }

std::string lab_address(std::uint32_t index) {
  const std::uint32_t host = lab_host(index);
  return fmt::format("{}.{}.{}.{}", host >> 24U, host >> 16U & 255U, host >> 8U & 255U, host & 255U);
}

Lab::~Lab() {
  if (target_ > 0) finish();
}

std::string Lab::start(const LabSpec& spec) {
  Result<Fd> near = Fd();
  if (spec.wire == Wire::kLink) near = make_tun("near");
  if (!near) return near.error().message;
  void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int told[2];
  int stop[2];
  if (memory == MAP_FAILED || ::pipe2(told, O_CLOEXEC) != 0 || ::pipe2(stop, O_CLOEXEC) != 0)
    return std::string("no memory or pipe for the lab: ") + std::strerror(errno);
  shared_ = new (memory) Shared{};
  const Fd told_read(told[0]);
  Fd told_write(told[1]);
  const Fd stop_read(stop[0]);
  stop_ = Fd(stop[1]);
  target_ = ::fork();
  if (target_ < 0) return std::string("fork: ") + std::strerror(errno);
  if (target_ == 0) {
    stop_.close();
    be_target(spec, std::move(*near), std::move(told_write), stop_read.get());
  }
  told_write.close();
  if (const std::string said = read_all(told_read); said != kReady) return "the lab's target side: " + said;
  return make_near_side(spec.wire);
}

void Lab::be_target(const LabSpec& spec, Fd near, Fd told, int stop) {
  if (::unshare(CLONE_NEWNET) != 0) {
    tell(told, std::string("this kernel refuses a network namespace: ") + std::strerror(errno));
    ::_exit(1);
  }
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  {
    Result<Fd> far = Fd();
    if (spec.wire == Wire::kLink) far = make_tun("far");
    TargetSide target;
    const std::string problem = far ? make_target_side(spec, target) : far.error().message;
    tell(told, problem.empty() ? kReady : problem);
    told.close();
    if (!problem.empty()) ::_exit(1);
    if (spec.wire != Wire::kLink) {
      pollfd over{stop, POLLIN, 0};
      ::poll(&over, 1, -1);
      shared_->received = device_count("far", 2);
      ::_exit(0);
    }
    go_first();
    Link link(std::move(near), std::move(*far), HostLinks(spec.link, spec.own_links, spec.seed));
    link.run(stop);
    shared_->report = link.report();
    shared_->report.faults.refused += tx_dropped("far");
  }
  ::_exit(0);
}

LinkReport Lab::finish() {
  const std::uint64_t near_dropped = tx_dropped("near");
  stop_.close();
  ::waitpid(target_, nullptr, 0);
  target_ = -1;
  shared_->report.faults.refused += near_dropped;
  received_ = shared_->received;
  const LinkReport report = shared_->report;
  ::munmap(shared_, sizeof(Shared));
  shared_ = nullptr;
  return report;
}

}  // namespace sounder::test

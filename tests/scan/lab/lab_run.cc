// Runs a command in the lab: for benchmarks, and for looking at one case by hand (10.80.0.1 and what
// follows). usage: lab_run [--delay-ms N] [--jitter-ms N] [--rate N] [--queue N] [--loss N] [--seed N]
// [--open N]
//                [--port N] [--firewall] [--veth [--drop-all]] COMMAND...
//        lab_run --local [--seed N] [--open N] COMMAND...   no link: the ports are open on 127.0.0.1
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tests/scan/lab/open_ports.h"
#include "tests/scan/lab/proof.h"
#include "tests/scan/lab/tools.h"

namespace {

using namespace sounder;
using namespace sounder::test;

struct Words {
  double delay_ms = 0;
  double jitter_ms = 0;
  double rate = 0;
  std::uint32_t queue = 0;
  double loss = 0;
  std::uint64_t seed = 1;
  std::size_t open = 100;
  bool firewall = false;
  bool local = false;
  bool veth = false;
  bool drop_all = false;
  std::uint16_t port = 0;
};

Duration milliseconds(double ms) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(ms));
}

LabSpec spec_of(const Words& words) {
  const LinkSpec link{.delay = milliseconds(words.delay_ms),
                      .jitter = milliseconds(words.jitter_ms),
                      .rate_per_s = words.rate,
                      .queue_packets = words.queue,
                      .loss = words.loss};
  LabSpec spec{.link = {link, link}, .seed = words.seed, .open = some_ports(words.open, words.seed)};
  if (words.port != 0) spec.open = {words.port};
  if (words.veth) spec.wire = Wire::kGateway;
  if (words.drop_all)
    spec.firewall =
        "table netdev lab {\n chain in {\n type filter hook ingress device far priority 0; policy drop;\n "
        "}\n}\n";
  if (words.firewall) spec.firewall = firewall_but(spec.open, "drop");
  return spec;
}

int run_command(std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Instant began = clock_now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage use{};
  ::wait4(child, &status, 0, &use);
  fmt::print(stderr, "command: {:.3f} s, {:.2f} s user, {:.2f} s system\n", seconds(clock_now() - began),
             static_cast<double>(use.ru_utime.tv_sec) + 1e-6 * static_cast<double>(use.ru_utime.tv_usec),
             static_cast<double>(use.ru_stime.tv_sec) + 1e-6 * static_cast<double>(use.ru_stime.tv_usec));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int refuse(const std::string& problem) {
  fmt::print(stderr, "lab_run: {}\n", problem);
  return 3;
}

int run_locally(const Words& words, std::vector<std::string>& command) {
  if (const auto problem = run_tool("ip link set lo up", ""); !problem.empty()) return refuse(problem);
  OpenPorts ports;
  if (const auto problem = ports.open(some_ports(words.open, words.seed)); !problem.empty())
    return refuse(problem);
  return run_command(command);
}

int run_behind_link(const Words& words, std::vector<std::string>& command) {
  Lab lab;
  if (const auto problem = lab.start(spec_of(words)); !problem.empty()) return refuse(problem);
  const int code = run_command(command);
  const LinkReport report = lab.finish();
  fmt::print(stderr, "link: {}\n",
             words.veth ? fmt::format("{} packets received", lab.received()) : line_of(report));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  Words words;
  CLI::App app("a command in the lab");
  app.add_option("--delay-ms", words.delay_ms, "each way");
  app.add_option("--jitter-ms", words.jitter_ms, "each way, up to");
  app.add_option("--rate", words.rate, "packets a second each way");
  app.add_option("--queue", words.queue, "packets before the link");
  app.add_option("--loss", words.loss, "each way, 0 to 1");
  app.add_option("--seed", words.seed, "of losses and open ports");
  app.add_option("--open", words.open, "open ports");
  app.add_flag("--firewall", words.firewall, "drops what comes to other ports");
  app.add_option("--port", words.port, "this one is open and no other");
  app.add_flag("--veth", words.veth, "a veth pair instead of the link; 10.64.0.2 is the router");
  app.add_flag("--drop-all", words.drop_all, "with --veth: whatever arrives is dropped");
  app.add_flag("--local", words.local, "no link");
  app.prefix_command();  // the rest is the command, its own flags included
  CLI11_PARSE(app, argc, argv);

  if (::unshare(CLONE_NEWNET) != 0)
    return refuse(std::string("a network namespace is refused: ") + std::strerror(errno));
  std::vector<std::string> command = app.remaining();
  return words.local ? run_locally(words, command) : run_behind_link(words, command);
}

#include "tests/scan/engine/engine_net.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/services.h"
#include "scan/engine/engine_connect.h"
#include "scan/engine/engine_syn.h"
#include "tests/scan/lab/tools.h"
#include "tests/support/listener.h"

namespace sounder::test {

ScanRequest request_for(const std::string& targets, const std::string& ports) {
  return {.targets = TargetSet::make(parse_address_word(targets).value()).value(),
          .ports = PortSet::parse(ports, Services::instance()).value()};
}

std::vector<Probe> all_probes(const ScanRequest& request, TryNumber number) {
  std::vector<Probe> probes;
  for (PairIndex pair = 0; pair < request.pairs(); ++pair)
    probes.push_back({{pair, number}, request.endpoint(pair)});
  return probes;
}

Heard ask(ProbeEngine& engine, std::span<const Probe> probes, Duration patience) {
  Heard heard;
  engine.submit(probes, heard.unsent);
  const Instant deadline = engine.now() + patience;
  std::vector<Answer> answers;
  while (heard.answers.size() + heard.unsent.size() < probes.size() && engine.now() < deadline) {
    engine.wait(deadline, answers);
    for (const Answer& answer : answers) heard.answers[answer.id.pair] = answer;
    answers.clear();
  }
  return heard;
}

std::string beside_a_neighbour(const std::string& there, const std::string& here,
                               const std::function<std::string()>& body) {
  int ready[2];
  int stop[2];
  if (::pipe(ready) != 0 || ::pipe(stop) != 0) return "no pipe";
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(stop[1]);
    std::string failed = ::unshare(CLONE_NEWNET) == 0 ? "" : "no second namespace";
    if (failed.empty())
      failed = run_tool("ip -batch -", "link set lo up\nlink add v1 type veth peer name v0 netns " +
                                           std::to_string(parent) +
                                           "\nlink set v1 up\naddr add 10.1.0.2/24 dev v1\n"
                                           "addr add fd01::2/64 dev v1 nodad\n");
    if (failed.empty() && !there.empty()) failed = run_tool("sh -e", there);
    const Listener ipv4("10.1.0.2", Port{80});
    const Listener ipv6("fd01::2", Port{80});
    char byte;
    const bool told = ::write(ready[1], failed.c_str(), failed.size() + 1) > 0;
    ::_exit(told && ::read(stop[0], &byte, 1) == 0 ? 0 : 1);
  }
  ::close(stop[0]);
  ::close(ready[1]);
  char said[4096];
  std::string failed = ::read(ready[0], said, sizeof said) > 0 ? said : "the second network did not come up";
  if (failed.empty())
    failed =
        run_tool("ip -batch -",
                 "link set v0 up\naddr add 10.1.0.1/24 dev v0\naddr add fd01::1/64 dev v0 nodad\n" + here);
  if (failed.empty()) failed = body();
  ::close(stop[1]);
  ::waitpid(child, nullptr, 0);
  return failed;
}

std::string expect(const Heard& heard, PairIndex pair, Reason reason) {
  const auto found = heard.answers.find(pair);
  if (found == heard.answers.end()) return "pair " + std::to_string(pair) + " has no answer";
  if (found->second.reason != reason)
    return "pair " + std::to_string(pair) + " has reason " +
           std::to_string(static_cast<int>(found->second.reason));
  return "";
}

std::unique_ptr<ProbeEngine> make_connect_engine(const ScanRequest&) {
  return std::make_unique<ConnectEngine>(1000);
}

std::unique_ptr<ProbeEngine> make_syn_engine(const ScanRequest& request) {
  auto engine = SynEngine::open(request);
  return engine ? std::move(*engine) : nullptr;
}

}  // namespace sounder::test

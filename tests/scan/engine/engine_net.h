// What tests of engines in networks of their own share: requests, one round of probes, a neighbour, and the
// engines to test alike.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scan/engine/engine.h"
#include "scan/request.h"

namespace sounder::test {

ScanRequest request_for(const std::string& targets, const std::string& ports);
std::vector<Probe> all_probes(const ScanRequest& request, TryNumber number = {});

struct Heard {
  std::map<PairIndex, Answer> answers;
  std::vector<Unsent> unsent;
};

// Sends these, and listens until all have an answer or `patience` is over.
Heard ask(ProbeEngine& engine, std::span<const Probe> probes, Duration patience = std::chrono::seconds(2));
// What is wrong with the answer to this pair; an empty string: it has this reason.
std::string expect(const Heard& heard, PairIndex pair, Reason reason);

// Runs shell lines in a second network that a veth pair joins to ours, then `ip` lines and `body` here.
// There: 10.1.0.2 and fd01::2, which listen on port 80; here: 10.1.0.1 and fd01::1.
std::string beside_a_neighbour(const std::string& there, const std::string& here,
                               const std::function<std::string()>& body);

struct EngineKind {
  const char* name;
  std::unique_ptr<ProbeEngine> (*make)(const ScanRequest& request);  // nullptr: it cannot be opened
};
std::unique_ptr<ProbeEngine> make_connect_engine(const ScanRequest& request);
std::unique_ptr<ProbeEngine> make_syn_engine(const ScanRequest& request);
inline constexpr EngineKind kEngineKinds[] = {{"Connect", make_connect_engine}, {"Syn", make_syn_engine}};

class AnyEngine : public testing::TestWithParam<EngineKind> {};

}  // namespace sounder::test

// A scan in the lab, judged: what was asked, what is true there, and by when it has to be known.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/scan/lab/lab.h"
#include "tests/scan/lab/scan_run.h"

namespace sounder::test {

struct Proof {
  std::string name;
  std::string engine = "connect";
  LabSpec lab;
  std::vector<std::string> words;  // besides --seed; the targets, and ports if not all
  std::uint32_t hosts = 1;         // with the lab's open ports, from lab_address(first_host) on
  std::uint32_t first_host = 1;
  std::vector<std::uint16_t> open = {};  // on each of these hosts, if that is not what the lab opens
  std::uint64_t probes = 65'535;
  Duration within{};           // the whole program's life
  double over_half_share = 1;  // of the time, at most so much with a link's queue more than half full
  std::vector<std::pair<std::string, std::string>> settings = {};  // below /proc/sys/net, of the scanner
  ProgramStart start{};
};

struct Outcome {
  ScanRun run;
  LinkReport link;
};

// What is found is judged always; how fast, and how full the queues were, only where the machine has nothing
// else to do: with SOUNDER_LAB_JUDGES_SPEED in the environment, as `make lab` sets it.
bool speed_is_judged();

// `count` different ports of 1 to `most`, in order.
std::vector<std::uint16_t> some_ports(std::size_t count, std::uint64_t seed, std::uint16_t most = 65'535);

// An nft script: what comes to any other port than these meets `verdict`.
std::string firewall_but(const std::vector<std::uint16_t>& ports, const std::string& verdict);

// What the link saw, in a line of numbers; "a + b": there and back.
std::string line_of(const LinkReport& link);

// In a network namespace of the caller's own: makes the lab, scans it and judges; prints one line of numbers.
// An empty string if everything holds: exit code 0, every probe in one of five states, nothing untested,
// every open port found and no other, in time, the queues not held full. More to judge: `outcome`.
std::string prove(const Proof& proof, Outcome& outcome);

// prove() in a network namespace of its own, then `more`, which says what else does not hold.
testing::AssertionResult holds(const Proof& proof,
                               const std::function<std::string(const Outcome&)>& more = {});

}  // namespace sounder::test

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "net/services.h"
#include "report/state/saved_scan_json.h"
#include "scan/saved_scan.h"
#include "scan/tcp_states.h"
#include "tests/properties/random_ports.h"
#include "tests/support/seeds.h"

namespace sounder {
namespace {

using test::between;
using test::for_seeds;
using test::random_port_map;

Reason random_reason(std::mt19937_64& random) {
  return static_cast<Reason>(between(random, 0, static_cast<std::uint64_t>(Reason::kInterrupted) - 1));
}

// Hosts in any order, some of them only in part, each pair for any reason.
SavedScan random_scan(std::mt19937_64& random, const ScanRequest& request) {
  ScanRecorder recorder(request, {});
  std::vector<std::uint64_t> hosts(request.targets.size());
  std::iota(hosts.begin(), hosts.end(), 0);
  std::ranges::shuffle(hosts, random);
  hosts.resize(between(random, 0, hosts.size()));
  for (const std::uint64_t host : hosts) {
    const bool whole = random() % 2 == 0;
    HostDone done{.host = host, .address = request.targets.at(host), .counts = {}, .rtt = {}};
    for (std::uint32_t port = 0; port < request.ports_of(host); ++port) {
      if (!whole && random() % 3 == 0) continue;
      const PairIndex pair = request.pair(host, port);
      const Reason reason = random_reason(random);
      const State state = tcp_state_of(reason);
      std::optional<Duration> rtt;
      if (state == State::kOpen && random() % 2 == 0)
        rtt = std::chrono::microseconds(between(random, 0, 1'000'000));
      recorder.on_verdict(
          {.pair = pair, .endpoint = request.endpoint(pair), .state = state, .reason = reason, .rtt = rtt});
      ++done.counts[state];
    }
    if (whole) recorder.on_host(done);
  }
  return recorder.saved();
}

TEST(SavedScanProperty, WhatIsWrittenIsReadBackAndAddsUp) {
  for_seeds(200, [](std::mt19937_64& random) {
    const std::uint64_t hosts = between(random, 1, 40);
    ScanRequest request{.targets = TargetSet::make({{Address::ipv4(0x0a000000), hosts}}).value(),
                        .ports = random_port_map(random, hosts, 150)};
    request.seed = random();
    SavedScan saved = random_scan(random, request);
    const std::string json = to_json(saved);
    const auto read = parse_saved_scan(json, request);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(to_json(*read), json);
    EXPECT_EQ(read->counts, saved.counts);
    EXPECT_EQ(read->counts.total(), read->pairs_settled());
    for (std::uint64_t place = 0; place < request.targets.size(); ++place)
      EXPECT_EQ(read->is_finished(place), saved.is_finished(place));
  });
}

}  // namespace
}  // namespace sounder

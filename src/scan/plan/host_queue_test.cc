#include "scan/plan/host_queue.h"

#include <gtest/gtest.h>

#include <deque>

namespace sounder {
namespace {

using std::chrono::milliseconds;

constexpr Duration kRoundTrip = milliseconds(20);
constexpr PathRates kRates{2'000, 20'000, 100'000};

// The model of a host that answered every probe, and then, if `until_troubled`, none.
PathModel model_of_host(bool until_troubled) {
  PathModel model(Instant{}, kRates);
  RttEstimator rtt;
  Instant now{};
  for (int ms = 0; ms < 1000 && !model.troubled(); ++ms, now += milliseconds(1)) {
    model.update(now, rtt);
    for (int i = 0; i < 2; ++i) model.on_sent(now, ProbeKind::kFirst);
    if (now - Instant{} >= kRoundTrip && (!until_troubled || ms < 500))
      for (int i = 0; i < 2; ++i) {
        rtt.add(now, kRoundTrip);
        model.on_answer(now, now - kRoundTrip, ProbeKind::kFirst, Duration::zero());
      }
  }
  EXPECT_EQ(model.troubled(), until_troubled);
  return model;
}

// Every probe goes out while its host's model is calm, and every answer comes when that model has slowed
// down.
TEST(HostQueue, AnAnswerCountsAsItsTryDidThoughItsHostHasBeenSlowedDownSince) {
  const PathModel calm = model_of_host(false);
  const PathModel troubled = model_of_host(true);
  Host host;
  host.path = std::make_unique<HostPath>(HostPath{calm});
  LinkWitness witness;
  HostQueue queue(Instant{}, kRates, witness);
  std::deque<std::pair<Instant, TryNumber>> out;
  int sent_in_the_last_second = 0;
  for (int ms = 0; ms < 3000; ++ms) {
    const Instant now = Instant{} + milliseconds(ms);
    const bool sends = ms % 40 < 20;
    host.path->model = sends ? calm : troubled;
    for (; !out.empty() && out.front().first + kRoundTrip <= now; out.pop_front()) {
      host.rtt.add(now, kRoundTrip);
      queue.on_round_trip(now, kRoundTrip);
      queue.on_answer(now, out.front().first, host, out.front().second, Duration::zero());
    }
    queue.refill(now, false);
    for (; sends && queue.may_send(); queue.take_credit()) {
      out.emplace_back(now, queue.on_sent(now, host, TryNumber::of_pass(0)));
      if (ms >= 2000) ++sent_in_the_last_second;
    }
  }
  EXPECT_GT(sent_in_the_last_second, 10'000);
}

// The same for a try that could not be sent: its host has been slowed down between the two.
TEST(HostQueue, ATryThatCouldNotBeSentIsTakenBackAsItWasCounted) {
  const PathModel calm = model_of_host(false);
  const PathModel troubled = model_of_host(true);
  Host host;
  host.path = std::make_unique<HostPath>(HostPath{calm});
  LinkWitness witness;
  HostQueue queue(Instant{}, kRates, witness);
  std::deque<std::pair<Instant, TryNumber>> out;
  int sent_in_the_last_second = 0;
  for (int ms = 0; ms < 3000; ++ms) {
    const Instant now = Instant{} + milliseconds(ms);
    for (; !out.empty() && out.front().first + kRoundTrip <= now; out.pop_front()) {
      host.rtt.add(now, kRoundTrip);
      queue.on_round_trip(now, kRoundTrip);
      queue.on_answer(now, out.front().first, host, out.front().second, Duration::zero());
    }
    queue.refill(now, false);
    for (int i = 0; queue.may_send(); ++i) {
      const TryNumber number = queue.on_sent(now, host, TryNumber::of_pass(0));
      queue.take_credit();
      if (i % 2 == 0) {
        out.emplace_back(now, number);
        if (ms >= 2000) ++sent_in_the_last_second;
      } else {
        host.path->model = troubled;
        queue.on_unsent(host, number);
        host.path->model = calm;
      }
    }
  }
  EXPECT_GT(sent_in_the_last_second, 10'000);
}

}  // namespace
}  // namespace sounder

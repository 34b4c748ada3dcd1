#include "echo/load/load_totals.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace sounder {
namespace {

using namespace std::chrono_literals;

LoadTotals part(std::uint64_t n) {
  LoadTotals totals;
  totals.requests = 10 * n;
  totals.round_trips = 5 * n;
  totals.mismatched = n;
  totals.unanswered = 2 * n;
  totals.unfinished = n;
  totals.lost = n;
  totals.errors[static_cast<std::size_t>(LoadError::kReset)] = n;
  totals.latency.record(std::chrono::milliseconds(n));
  totals.last_answer = Instant{} + std::chrono::seconds(n);
  return totals;
}

TEST(LoadTotals, APartAddsUpAndTheLastAnswerIsTheLatest) {
  LoadTotals all;
  for (const std::uint64_t n : {3U, 1U, 2U}) all.merge(part(n));
  EXPECT_EQ(all.requests, 60U);
  EXPECT_EQ(all.round_trips + all.mismatched + all.unanswered + all.unfinished + all.lost, 60U);
  EXPECT_EQ(all.all_errors(), 6U);
  EXPECT_EQ(all.latency.count(), 3U);
  EXPECT_EQ(all.latency.max(), 3ms);
  EXPECT_EQ(all.last_answer, Instant{} + 3s);
}

TEST(LoadTotals, TheFirstReasonIsTheOneThatIsTold) {
  LoadTotals all;
  all.merge({});
  LoadTotals first;
  first.shortage = EMFILE;
  first.other = EPROTO;
  first.handshake = "no";
  LoadTotals second;
  second.shortage = ENOBUFS;
  second.other = EIO;
  second.handshake = "never";
  all.merge(first);
  all.merge(second);
  EXPECT_EQ(all.shortage, EMFILE);
  EXPECT_EQ(all.other, EPROTO);
  EXPECT_EQ(all.handshake, "no");
  EXPECT_EQ(all.last_answer, std::nullopt);
}

}  // namespace
}  // namespace sounder

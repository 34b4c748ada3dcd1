#include "report/load/load_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "echo/load/limits.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const Endpoint kTarget{*Address::parse("127.0.0.1"), Port{7007}};

LoadResult clean_result() {
  LoadResult result;
  result.elapsed = 10s;
  result.totals.requests = result.totals.round_trips = 1000;
  for (int i = 1; i <= 1000; ++i) result.totals.latency.record(i * 1us);
  return result;
}

TEST(LoadText, TellsRateTimesAndThatAllWasVerified) {
  const auto text = load_text({.target = kTarget}, clean_result());
  EXPECT_THAT(text, HasSubstr("127.0.0.1:7007: 100 connections, 64 bytes, closed loop\n"
                              "1000 round trips in 10.00 s: 100/s, 6.40 kB/s each way\n"
                              "no errors, every byte verified\n"));
  EXPECT_THAT(text, HasSubstr("                  p50        p90        p99      p99.9        max\n"
                              "round trip     502 us     901 us     991 us     999 us    1.00 ms\n"));
  EXPECT_THAT(text, HasSubstr("100 us"));
  EXPECT_THAT(text, Not(HasSubstr("sent late")));
}

TEST(LoadText, TellsEveryLossByItsKind) {
  auto result = clean_result();
  result.totals.errors[static_cast<std::size_t>(LoadError::kReset)] = 2;
  result.totals.errors[static_cast<std::size_t>(LoadError::kRefused)] = 1;
  result.totals.mismatched = 1;
  result.totals.unanswered = 3;
  result.totals.unfinished = 4;
  const auto text = load_text({.target = kTarget}, result);
  EXPECT_THAT(text, HasSubstr("3 errors: 1 refused, 2 reset\n"));
  EXPECT_THAT(text, HasSubstr("1 answer with wrong bytes\n"));
  EXPECT_THAT(text, HasSubstr("3 requests without an answer\n"));
  EXPECT_THAT(text, HasSubstr("4 requests were under way when it was interrupted\n"));
  EXPECT_THAT(text, Not(HasSubstr("verified")));
}

TEST(LoadText, WrongBytesAreShownAndNeverBesideNoErrors) {
  auto result = clean_result();
  result.totals.mismatched = 2;
  result.totals.wrong = {
      .offset = 5, .came = "PROXY\x1b[2J TCP4 1", .due = "\x01\x02\xff", .looks = Foreign::kUnknown};
  const auto text = load_text({.target = kTarget}, result);
  EXPECT_THAT(text, Not(HasSubstr("no errors")));
  EXPECT_THAT(text, HasSubstr("2 answers with wrong bytes\n"));
  EXPECT_THAT(text,
              HasSubstr("first wrong byte: offset 5 of its connection; received 50 52 4f 58 59 1b 5b 32\n"
                        "  (PROXY\\x1b[2J TCP4 1), expected 01 02 ff\n"));
  const std::pair<Foreign, const char*> advices[] = {
      {Foreign::kProxyHeader, "PROXY protocol"}, {Foreign::kHttp, "HTTP"}, {Foreign::kTls, "--tls"}};
  for (const auto& [looks, advice] : advices) {
    result.totals.wrong->looks = looks;
    EXPECT_THAT(load_text({.target = kTarget}, result), HasSubstr(advice));
  }
  result.totals.wrong = WrongBytes{.offset = {}, .came = "abc"};
  EXPECT_THAT(load_text({.target = kTarget, .udp = true}, result),
              HasSubstr("the first of them: 61 62 63 (abc)"));
}

TEST(LoadText, TellsWhyTheFirstHandshakeFailed) {
  auto result = clean_result();
  result.totals.errors[static_cast<std::size_t>(LoadError::kHandshake)] = 2;
  result.totals.handshake = "the TLS handshake failed: no answer";
  EXPECT_THAT(load_text({.target = kTarget}, result),
              HasSubstr("2 errors: 2 TLS handshake failed\nthe TLS handshake failed: no answer\n"));
}

TEST(LoadText, DatagramsHaveATableOfTheirFates) {
  auto result = clean_result();
  result.totals.requests = 1010;
  result.totals.lost = 10;
  result.totals.too_late = 3;
  result.totals.mismatched = 2;
  result.totals.errors[static_cast<std::size_t>(LoadError::kRefused)] = 2;
  const auto text = load_text({.target = kTarget, .udp = true}, result);
  EXPECT_THAT(text, HasSubstr("127.0.0.1:7007/udp: 100 sockets, 64 bytes, closed loop\n"));
  EXPECT_THAT(text, HasSubstr("\n"
                              "sent         1010\n"
                              "answered     1000\n"
                              "lost           10   0.99 %\n"
                              "too late        3   counted as lost\n"
                              "reordered       0\n"
                              "duplicated      0\n"
                              "wrong bytes     2\n"
                              "2 times \"port unreachable\" came back: nothing listens there\n"));
  EXPECT_THAT(text, HasSubstr("round trip"));
  EXPECT_THAT(text, Not(HasSubstr("verified")));
}

TEST(LoadText, AnOpenLoopTellsHowItsScheduleWasKept) {
  auto result = clean_result();
  result.totals.unsent = 500;
  result.totals.late.record(20us);
  const auto text = load_text({.target = kTarget, .rate_per_s = 150.0}, result);
  EXPECT_THAT(text, HasSubstr("open loop at 150/s"));
  EXPECT_THAT(text, HasSubstr("sent late     20.0 us"));
  EXPECT_THAT(text, HasSubstr("schedule not kept: 500 of 1500 requests were never sent"));
}

TEST(LoadText, ChurnHasTheTimesOfItsConnects) {
  auto result = clean_result();
  result.totals.connect.record(30us);
  const auto text = load_text({.target = kTarget, .churn = true}, result);
  EXPECT_THAT(text, HasSubstr("a connection for each"));
  EXPECT_THAT(text, HasSubstr("connect       30.0 us"));
}

TEST(LoadText, ARunWithoutASingleAnswerHasNoTimes) {
  LoadResult result;
  result.elapsed = 1s;
  const auto text = load_text({.target = kTarget}, result);
  EXPECT_THAT(text, HasSubstr("0 round trips"));
  EXPECT_THAT(text, Not(HasSubstr("p99")));
}

TEST(LoadText, AnInterruptedRunSaysHowMuchOfItWasDone) {
  auto result = clean_result();
  result.elapsed = 2040ms;
  result.interrupted = true;
  EXPECT_THAT(load_text({.target = kTarget, .duration = 30s}, result),
              HasSubstr("\ninterrupted: 2.04 s of 30 s\n"));
  result.interrupted = false;
  EXPECT_THAT(load_text({.target = kTarget, .duration = 30s}, result), Not(HasSubstr("interrupted")));
}

TEST(LoadText, NarrowTerminalsHaveARowForEachQuantile) {
  auto result = clean_result();
  result.totals.late.record(20us);
  const auto text = load_text({.target = kTarget, .rate_per_s = 100.0}, result, 40);
  EXPECT_THAT(text, HasSubstr("127.0.0.1:7007: 100 connections, 64\n"
                              "  bytes, open loop at 100/s\n"));
  EXPECT_THAT(text, HasSubstr("\n"
                              "       round trip   sent late\n"
                              "p50        502 us     20.0 us\n"
                              "p90        901 us     20.0 us\n"));
}

TEST(LoadText, FitsItsColumnsWhateverTheFigures) {
  LoadResult result;
  result.elapsed = 24h;
  result.interrupted = true;
  LoadTotals& totals = result.totals;
  totals.requests = totals.round_trips = 9'999'999'999'999;
  totals.unsent = totals.lost = totals.too_late = 9'999'999'999'999;
  totals.unanswered = totals.unfinished = totals.mismatched = 9'999'999'999'999;
  totals.errors.fill(9'999'999'999'999);
  totals.handshake = "the server's certificate is not trusted: self-signed certificate in certificate chain";
  totals.latency.record(23h);
  totals.latency.record(1ns);
  totals.late.record(23h);
  totals.connect.record(1ns);
  for (const bool udp : {false, true})
    for (const bool churn : {false, true})
      for (const std::size_t columns : {40U, 50U, 60U, 72U, 80U, 200U}) {
        const LoadOptions options{.target = {*Address::parse("192.168.100.100"), Port{65'535}},
                                  .connections = 1'000'000,
                                  .message_bytes = kMostMessageBytes,
                                  .rate_per_s = 1e9,
                                  .udp = udp,
                                  .churn = churn};
        std::istringstream lines(load_text(options, result, columns));
        for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), columns) << line;
      }
}

}  // namespace
}  // namespace sounder

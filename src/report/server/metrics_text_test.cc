#include "report/server/metrics_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

ServerFigures figures() {
  EchoTimes times;
  times.on_sent(1, 10us);  // on the first bound, which includes it
  times.on_sent(1, 11us);
  times.on_sent(1, 20s);  // beyond the last
  ServerFigures figures;
  figures.counters = {.accepted = 11,
                      .refused_full = 1,
                      .refused_per_address = 2,
                      .refused_no_thread = 3,
                      .shortages = 4,
                      .echoed_bytes = std::uint64_t{1} << 60U,
                      .cut = 5};
  figures.active = 7;
  figures.threads = 8;
  figures.echo_times = times.snapshot();
  return figures;
}

TEST(MetricsText, SaysEveryFigure) {
  const std::string page = metrics_text(figures(), std::nullopt, "1.2.3");
  for (const char* line :
       {"sounder_build_info{version=\"1.2.3\"} 1\n", "sounder_connections_active 7\n", "sounder_threads 8\n",
        "sounder_connections_accepted_total 11\n", "sounder_connections_refused_total{reason=\"full\"} 1\n",
        "sounder_connections_refused_total{reason=\"per-address\"} 2\n",
        "sounder_connections_refused_total{reason=\"no-thread\"} 3\n", "sounder_connections_cut_total 5\n",
        "sounder_accept_shortages_total 4\n", "sounder_echoed_bytes_total 1152921504606846976\n"})
    EXPECT_THAT(page, HasSubstr(line));
  EXPECT_THAT(page, Not(HasSubstr("udp")));
}

TEST(MetricsText, BucketsAreCumulativeAndInSeconds) {
  const std::string page = metrics_text(figures(), std::nullopt, "1");
  for (const char* line :
       {"sounder_echo_duration_seconds_bucket{le=\"1e-05\"} 1\n",
        "sounder_echo_duration_seconds_bucket{le=\"2.5e-05\"} 2\n",
        "sounder_echo_duration_seconds_bucket{le=\"0.0025\"} 2\n",
        "sounder_echo_duration_seconds_bucket{le=\"10\"} 2\n",
        "sounder_echo_duration_seconds_bucket{le=\"+Inf\"} 3\n",
        "sounder_echo_duration_seconds_sum 20.000021\n", "sounder_echo_duration_seconds_count 3\n"})
    EXPECT_THAT(page, HasSubstr(line));
}

TEST(MetricsText, DatagramsAreThereWithUdp) {
  const UdpCounters udp{
      .received = 10, .echoed = 4, .echoed_bytes = 64, .refused = {1, 2, 3, 0}, .unsent = 5};
  const std::string page = metrics_text({}, udp, "1");
  for (const char* line :
       {"sounder_udp_datagrams_received_total 10\n", "sounder_udp_datagrams_echoed_total 4\n",
        "sounder_udp_echoed_bytes_total 64\n", "sounder_udp_datagrams_refused_total{reason=\"to-many\"} 1\n",
        "sounder_udp_datagrams_refused_total{reason=\"no-source\"} 2\n",
        "sounder_udp_datagrams_refused_total{reason=\"service-port\"} 3\n",
        "sounder_udp_datagrams_refused_total{reason=\"rate\"} 0\n", "sounder_udp_datagrams_unsent_total 5\n"})
    EXPECT_THAT(page, HasSubstr(line));
}

// The format's own rules: HELP and TYPE come once, before the samples of a name; counters end in _total.
TEST(MetricsText, EveryLineHasTheFormatsShape) {
  static const std::regex shape(R"(# HELP [a-z_]+ [A-Z].*\.|# TYPE [a-z_]+ (counter|gauge|histogram)|)"
                                R"([a-z_]+(\{[a-z]+="[^"\\]*"\})? [0-9.e+-]+)");
  std::istringstream lines(metrics_text(figures(), UdpCounters{}, "1"));
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(std::regex_match(line, shape)) << line;
    if (!line.starts_with("# TYPE ")) continue;
    std::istringstream words(line);
    std::string hash, type_word, name, type;
    words >> hash >> type_word >> name >> type;
    EXPECT_TRUE(seen.insert(name).second) << name;
    EXPECT_EQ(name.ends_with("_total"), type == "counter") << name;
  }
  EXPECT_EQ(seen.size(), 14U);
}

}  // namespace
}  // namespace sounder

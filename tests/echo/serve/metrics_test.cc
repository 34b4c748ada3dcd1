// The figures of the real `sounder serve --metrics`, read as any scraper would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "cli/serve/metrics_server.h"
#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/listener.h"

namespace sounder::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A server with its log read up to both addresses.
struct MeasuredServer {
  explicit MeasuredServer(const std::vector<std::string>& flags = {}, const std::string& at = "127.0.0.15:0")
      : program(words(flags, at)) {
    EXPECT_TRUE(program.expect_error("Metrics on http://"));
    const std::string url = program.rest_of_line();
    const auto metrics_at = parse_host_port(url.substr(0, url.find('/')));
    EXPECT_TRUE(metrics_at && metrics_at->port) << url;
    EXPECT_TRUE(url.ends_with("/metrics")) << url;
    if (metrics_at) metrics = {*Address::parse(metrics_at->host), metrics_at->port.value_or(Port{})};
    EXPECT_TRUE(program.expect_error("Listening on 127.0.0.15:"));
    const std::string said = program.rest_of_line();  // with --udp, "/udp" may follow
    const auto port = parse_port(std::string_view(said).substr(0, said.find('/')));
    EXPECT_TRUE(port) << said;
    if (port) where = {*Address::parse("127.0.0.15"), *port};
  }
  Program program;
  Endpoint metrics;
  Endpoint where;

 private:
  static std::vector<std::string> words(const std::vector<std::string>& flags, const std::string& at) {
    std::vector<std::string> all{kSounder,   "--lang",       "en",        "serve",
                                 "--listen", "127.0.0.15:0", "--metrics", at};
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  }
};

// The whole answer, head and body.
std::string ask(const Endpoint& server, const std::string& request_line) {
  const TestClient client(server);
  client.send(request_line + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  const auto bytes = client.receive(std::size_t{1} << 20U);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

// Waits until a scrape shows `line`: a client's thread counts it a moment after the client has seen its end.
testing::AssertionResult shows(const MeasuredServer& server, const std::string& line) {
  const Instant deadline = clock_now() + kPatience;
  std::string page;
  do {
    page = ask(server.metrics, "GET /metrics");
    if (page.find("\n" + line + "\n") != std::string::npos) return testing::AssertionSuccess();
  } while (clock_now() < deadline);
  return testing::AssertionFailure() << line << " is not in\n" << page;
}

TEST(Metrics, FollowTheClients) {
  MeasuredServer server({"--max-connections", "2"});
  EXPECT_THAT(ask(server.metrics, "GET /metrics"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Type: text/plain; version=0.0.4"),
                    HasSubstr("\nsounder_connections_active 0\n")));
  TestClient one(server.where);
  const TestClient two(server.where);
  EXPECT_TRUE(shows(server, "sounder_connections_active 2"));
  const TestClient refused(server.where);
  EXPECT_TRUE(refused.ended());
  EXPECT_TRUE(shows(server, "sounder_connections_refused_total{reason=\"full\"} 1"));
  one.send("seven b");
  EXPECT_EQ(one.receive_text(7), "seven b");
  one.close();
  EXPECT_TRUE(shows(server, "sounder_connections_active 1"));
  EXPECT_TRUE(shows(server, "sounder_echoed_bytes_total 7"));
  EXPECT_TRUE(shows(server, "sounder_connections_accepted_total 2"));
}

TEST(Metrics, OthersReadOurs) {
  const MeasuredServer server({"--udp"});
  const std::string page = body_of(ask(server.metrics, "GET /metrics"));
  // prometheus_client's own parser: every sample belongs to a family with a type and a help, under its name.
  Program reader({"/usr/bin/python3", "-c", R"(
import sys
from prometheus_client.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(sys.stdin.read()))
for family in families:
    assert family.type in ("counter", "gauge", "histogram"), family
    assert family.documentation and family.samples, family
    for sample in family.samples:
        assert sample.name.startswith(family.name), sample
        assert sample.value >= 0, sample
print(len(families))
)"});
  reader.send(page);
  reader.close_input();
  EXPECT_EQ(reader.wait_exit(), 0) << reader.error();
  EXPECT_EQ(reader.output(), "14\n");
}

TEST(Metrics, DatagramsAreThereOnlyWithUdp) {
  const MeasuredServer with({"--udp"});
  const MeasuredServer without;
  EXPECT_THAT(ask(with.metrics, "GET /metrics"), HasSubstr("\nsounder_udp_datagrams_received_total 0\n"));
  EXPECT_THAT(ask(without.metrics, "GET /metrics"), Not(HasSubstr("udp")));
}

TEST(Metrics, HealthEndsWithTheDrain) {
  MeasuredServer server({"--drain", "1m"});
  TestClient client(server.where);
  EXPECT_THAT(ask(server.metrics, "GET /healthz"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\r\n\r\nok\n")));
  ASSERT_TRUE(server.program.expect_error("1 active"));
  server.program.signal(SIGTERM);
  ASSERT_TRUE(server.program.expect_error("Stopping"));
  EXPECT_THAT(ask(server.metrics, "GET /healthz"),
              AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("draining\n")));
  EXPECT_THAT(ask(server.metrics, "GET /metrics"), HasSubstr("\nsounder_connections_active 1\n"));
  client.close();
  EXPECT_EQ(server.program.wait_exit(), 0);
}

TEST(Metrics, OtherRequestsAreToldWhatThereIs) {
  const MeasuredServer server;
  EXPECT_THAT(ask(server.metrics, "GET /"),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("try /metrics or /healthz")));
  EXPECT_THAT(ask(server.metrics, "POST /metrics"),
              AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD")));
  const std::string head = ask(server.metrics, "HEAD /metrics");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(body_of(head), "");
}

// More of them than there are places for scrapers, and nobody else feels it.
TEST(Metrics, ScrapersThatSayNothingHoldNeitherClientsNorTheEnd) {
  MeasuredServer server;
  std::vector<TestClient> silent;
  for (unsigned i = 0; i <= kMetricsConnections; ++i) silent.emplace_back(server.metrics);
  silent.front().send("GET /met");
  const TestClient client(server.where);
  client.send("echo");
  EXPECT_EQ(client.receive_text(4), "echo");
  client.half_close();
  EXPECT_TRUE(client.ended());
  // Their time runs out, and then scrapers are served again.
  EXPECT_TRUE(shows(server, "sounder_connections_accepted_total 1"));
  silent.emplace_back(server.metrics);
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
}

TEST(Metrics, HealthAnswersAtOnceHoweverManyClientsSayNothing) {
  const MeasuredServer server;
  std::vector<TestClient> silent;
  for (unsigned i = 0; i < 5 * kMetricsConnections; ++i) {
    silent.emplace_back(server.metrics);
    if (i % 2 == 0) silent.back().send("GET /healthz HTTP/1.1\r\nHost: ");  // slow, not silent
  }
  const Instant asked = clock_now();
  EXPECT_THAT(ask(server.metrics, "GET /healthz"), testing::EndsWith("ok\n"));
  EXPECT_LT(clock_now() - asked, kMetricsTimeout / 2);
}

TEST(Metrics, APortAloneIsThisMachinesOwn) {
  const auto free_port = Listener("127.0.0.1").port();
  for (const std::string& word : {free_port, ":" + free_port}) {
    const MeasuredServer server({}, word);
    EXPECT_EQ(server.metrics.to_string(), "127.0.0.1:" + free_port);
  }
}

TEST(Metrics, APortInUseAndBadInputSayWhatWouldBeRight) {
  const auto run = [](const std::string& at) {
    Program program(
        {kSounder, "--lang", "en", "serve", "--listen", "127.0.0.15:0", "--udp", "--metrics", at});
    const auto code = program.wait_exit();
    return std::pair(code.value_or(-1), program.error());
  };
  const Listener taken("127.0.0.15");
  const std::string where = taken.where().to_string();
  EXPECT_THAT(run(where),
              testing::Pair(3, "sounder: cannot serve metrics on " + where +
                                   ": the address is in use; choose another port with --metrics\n"));
  for (const char* word : {"127.0.0.1", "localhost:9100", "::1", "65536", ":", "x"})
    EXPECT_THAT(run(word), testing::Pair(2, HasSubstr("this must be a port, like 9100"))) << word;
}

}  // namespace
}  // namespace sounder::test

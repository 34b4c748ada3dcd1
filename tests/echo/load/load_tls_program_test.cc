// sounder load --tls as a program: against sounder serve --tls-cert in every model, and against servers that
// do wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "tests/echo/load/load_program.h"
#include "tests/echo/load/load_servers.h"
#include "tests/support/test_certificate.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

class LoadTlsModels : public testing::TestWithParam<const char*> {
 protected:
  // The run's JSON, after what every run must say.
  Json run(std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--tls", "--ca", files.certificate});
    const auto ended = load_json(server.where.to_string(), std::move(flags));
    EXPECT_EQ(ended.code, 0) << ended.error << ended.output;
    const Json json = ended.output.empty() ? Json::object() : ended.json();
    EXPECT_EQ(json.value("tls", false), true);
    EXPECT_EQ(json.value("mismatched", -1), 0);
    EXPECT_EQ(json.value("errors", -1), 0);
    EXPECT_EQ(json.value("requests", -1), json.value("round_trips", -2));
    EXPECT_GT(json.value("round_trips", 0), 1);
    return json;
  }

  CertificateFiles files = make_certificate("127.0.0.25");
  ServeProgram server{{"--model", GetParam(), "--tls-cert", files.certificate, "--tls-key", files.key},
                      "127.0.0.25"};
};

TEST_P(LoadTlsModels, BringEveryByteBackWhateverTheSize) {
  for (const char* size : {"1", "64", "16384", "300000", "5000000"})
    for (const char* connections : {"1", "5"}) run({"--size", size, "--connections", connections});
}

TEST_P(LoadTlsModels, ServePipelinesAndSchedules) {
  run({"--pipeline", "100", "--connections", "1", "--size", "5000"});
  run({"--pipeline", "100", "--connections", "5", "--size", "5000"});
  EXPECT_EQ(run({"--rate", "500", "--connections", "5", "--duration", "500ms"}).at("round_trips"), 250);
}

TEST_P(LoadTlsModels, ServeAConnectionForEveryRequest) {
  const Json json = run({"--churn", "--connections", "4", "--size", "20000"});
  // A handshake is in the connect's time: at least two round trips and a signature.
  EXPECT_GT(json.at("connect_us").at("p50"), 0.0);
  EXPECT_LE(json.at("connect_us").at("p50"), json.at("latency_us").at("max"));
}

INSTANTIATE_TEST_SUITE_P(Models, LoadTlsModels, testing::Values("threads", "epoll", "io_uring"),
                         [](const auto& row) { return std::string(row.param); });

TEST(LoadTlsWrongs, AnUntrustedCertificateIsReportedWithTheRemedy) {
  const auto files = make_certificate("127.0.0.25");
  const auto other = make_certificate("127.0.0.25");
  const ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key}, "127.0.0.25");
  const std::string where = server.where.to_string();
  for (const char* churn : {"--connections=3", "--churn"}) {
    const auto refused = load(where, {"--duration", "300ms", "--tls", "--ca", other.certificate, churn});
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.output, "");
    EXPECT_THAT(
        refused.error,
        HasSubstr("certificate is not trusted: self-signed certificate); use --ca FILE to trust its CA, "
                  "or --insecure to skip verification\n"));
  }
  EXPECT_EQ(load_json(where, {"--tls", "--insecure"}).code, 0);
}

TEST(LoadTlsWrongs, TheCertificateMustBeForTheHostThatWasNamed) {
  const auto files = make_certificate("localhost");
  const ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  const std::string port = std::to_string(number(server.where.port));
  EXPECT_EQ(load_json("localhost:" + port, {"-4", "--tls", "--ca", files.certificate}).code, 0);
  const auto refused = load("127.0.0.1:" + port, {"--tls", "--ca", files.certificate});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("IP address mismatch"));
}

TEST(LoadTlsWrongs, APlainServerDoesNotShakeHands) {
  const ServeProgram server({}, "127.0.0.25");
  const auto refused = load(server.where.to_string(), {"--tls", "--insecure", "--connections", "2"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("the TLS handshake failed: "));
}

TEST(LoadTlsWrongs, AServerThatSaysNothingIsGivenUpAfterTheTimeout) {
  const LoadServer server([](const std::string&, std::size_t) { return std::optional(std::string()); });
  const auto refused = load(server.where(), {"--tls", "--insecure", "--timeout", "200ms"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("the TLS handshake failed: no answer"));
}

TEST(LoadTlsWrongs, HandshakesThatFailLaterAreCountedByTheirKindAndToldOnce) {
  const auto files = make_certificate("127.0.0.25");
  const auto other = make_certificate("127.0.0.25");
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key}, "127.0.0.25");
  // Read once when the run begins; afterwards the server's is another.
  Program program(load_words(server.where.to_string(), {"--tls", "--ca", files.certificate, "--churn",
                                                        "--connections", "2", "--duration", "3s"}));
  program.close_input();
  ASSERT_TRUE(server.program.expect_error("disconnected after"));
  std::ofstream(files.certificate) << std::ifstream(other.certificate).rdbuf();
  std::ofstream(files.key) << std::ifstream(other.key).rdbuf();
  server.program.signal(SIGHUP);
  EXPECT_EQ(program.wait_exit(), 1) << program.error();
  EXPECT_THAT(program.output(), HasSubstr(" TLS handshake failed\n"));
  EXPECT_THAT(program.output(),
              HasSubstr("the server's certificate is not trusted: self-signed certificate\n"));
}

TEST(LoadTlsWrongs, ItsFlagsAloneSayWhatTheyGoWith) {
  const auto alone = load("127.0.0.25:9", {"--insecure"});
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.error, HasSubstr("--insecure needs --tls"));
}

}  // namespace
}  // namespace sounder::test

// serve --model and serve --tls-cert as programs: every model answers, io_uring where it is forbidden, TLS
// with our client and with OpenSSL's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fstream>

#include "tests/echo/serve/serve_program.h"
#include "tests/echo/serve/test_client.h"
#include "tests/support/terminal_program.h"
#include "tests/support/test_certificate.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What `sounder connect` gets back for `said`, with `flags`.
struct Echoed {
  std::optional<int> code;
  std::string output;
  std::string error;
};
Echoed echo(const Endpoint& where, const std::string& said, const std::vector<std::string>& flags = {}) {
  std::vector<std::string> words{kSounder, "--lang", "en", "connect", where.to_string()};
  words.insert(words.end(), flags.begin(), flags.end());
  Program client(words);
  client.send(said);
  client.close_input();
  const auto code = client.wait_exit();
  return {code, client.output(), client.error()};
}

// As containers do it: the call fails, and nothing else is forbidden.
void forbid_io_uring() {
  sock_filter program[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_io_uring_setup},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  };
  const sock_fprog filter{4, program};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

class EveryModel : public testing::TestWithParam<const char*> {};

TEST_P(EveryModel, AnswersAndEndsOnASignal) {
  ServeProgram server({"--model", GetParam()});
  const std::string said = text_of(random_bytes(1, 3'000'000));
  const auto echoed = echo(server.where, said);
  EXPECT_EQ(echoed.code, 0) << echoed.error;
  EXPECT_TRUE(echoed.output == said);
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
  EXPECT_THAT(server.program.error(), HasSubstr("3000000 bytes echoed, 0 active\n"));
}

TEST_P(EveryModel, SigtermUnderFullLoadLosesNothing) {
  ServeProgram server({"--model", GetParam(), "--drain", "60s"});
  Program load({kSounder, "--lang", "en", "load", server.where.to_string(), "--connections", "200", "--size",
                "1000", "--duration", "1500ms", "--json", "-"});
  ASSERT_TRUE(server.program.expect_error("200 active\n"));
  server.program.signal(SIGTERM);
  ASSERT_TRUE(server.program.expect_error("Stopping: "));
  EXPECT_EQ(load.wait_exit(), 0) << load.error();
  EXPECT_THAT(load.output(), HasSubstr("\"errors\":0"));
  EXPECT_EQ(server.program.wait_exit(), 0);
  EXPECT_THAT(server.program.error(), HasSubstr(" clients served, 0 cut\n"));
}

TEST_P(EveryModel, SpeaksTls) {
  const auto files = make_certificate("127.0.0.1");
  ServeProgram server({"--model", GetParam(), "--tls-cert", files.certificate, "--tls-key", files.key});
  const std::string said = text_of(random_bytes(2, 3'000'000));
  const auto echoed = echo(server.where, said, {"--tls", "--ca", files.certificate});
  EXPECT_EQ(echoed.code, 0) << echoed.error;
  EXPECT_TRUE(echoed.output == said);
}

INSTANTIATE_TEST_SUITE_P(Models, EveryModel, testing::Values("threads", "epoll", "io_uring"),
                         [](const auto& row) { return std::string(row.param); });

TEST(Models, WhereIoUringIsForbiddenEpollServesAndOneLineSaysSo) {
  ServeProgram server({"--model", "io_uring"}, "127.0.0.1", {.in_child = forbid_io_uring});
  EXPECT_EQ(echo(server.where, "hello").output, "hello");
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
  EXPECT_THAT(server.program.error(), HasSubstr("io_uring is not available ("));
}

// As in a container, or for a user of Debian's usual limit of 8 MiB with many threads.
void allow_little_locked_memory() {
  const rlimit little{64 * 1024, 64 * 1024};
  ::setrlimit(RLIMIT_MEMLOCK, &little);
  ::prctl(PR_CAPBSET_DROP, CAP_IPC_LOCK);  // the program is then started without it
}

TEST(Models, WhereTooLittleMemoryMayBeLockedEpollServesAndOneLineSaysSo) {
  ServeProgram server({"--model", "io_uring", "--threads", "16"}, "127.0.0.1",
                      {.in_child = allow_little_locked_memory});
  EXPECT_EQ(echo(server.where, "hello").output, "hello");
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
  EXPECT_THAT(server.program.error(), HasSubstr("raise the limit of locked memory: ulimit -l"));
}

TEST(Models, AWrongWordAndThreadsOfTheWrongModelSayWhatWouldBeRight) {
  Program unknown({kSounder, "--lang", "en", "serve", "--model", "fork"});
  EXPECT_EQ(unknown.wait_exit(), 2);
  EXPECT_THAT(unknown.error(), HasSubstr("this must be threads, epoll or io_uring"));
  Program threads({kSounder, "--lang", "en", "serve", "--threads", "3"});
  EXPECT_EQ(threads.wait_exit(), 2);
  EXPECT_THAT(threads.error(), HasSubstr("add --model epoll or --model io_uring"));
}

TEST(Tls, AnUntrustedCertificateIsRefusedWithTheRemedy) {
  const auto files = make_certificate("127.0.0.1");
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  const auto refused = echo(server.where, "x", {"--tls"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("certificate is not trusted: self-signed certificate; "
                                       "use --ca FILE to trust its CA"));
  EXPECT_EQ(echo(server.where, "x", {"--tls", "--insecure"}).output, "x");
  EXPECT_TRUE(server.program.expect_error("(TLS: tlsv1 alert unknown ca)"));
}

TEST(Tls, APlainClientAtATlsServerEndsAndTheLogSaysWhy) {
  const auto files = make_certificate("127.0.0.1");
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  EXPECT_EQ(echo(server.where, "GET / HTTP/1.0\r\n\r\n").code, 1);
  EXPECT_TRUE(server.program.expect_error("(TLS: http request)"));
}

TEST(Tls, ATlsClientAtAPlainServerSaysThatTheHandshakeFailed) {
  ServeProgram server;
  const auto refused = echo(server.where, "x", {"--tls"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("the TLS handshake failed: "));
}

TEST(Tls, OpenSslsOwnClientGetsItsBytesWithEveryVersionWeSpeak) {
  const auto files = make_certificate("127.0.0.1");
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    Program client({"/usr/bin/openssl", "s_client", "-quiet", "-verify_quiet", version, "-CAfile",
                    files.certificate, "-verify_return_error", "-connect", server.where.to_string()});
    client.send("said by another\n");
    EXPECT_TRUE(client.expect_output("said by another\n")) << version << client.error();
    client.signal(SIGTERM);
    client.wait_exit();
  }
  Program old({"/usr/bin/openssl", "s_client", "-quiet", "-tls1_1", "-connect", server.where.to_string()});
  old.close_input();
  EXPECT_NE(old.wait_exit(), 0);
}

TEST(Tls, AHangUpReloadsTheCertificateAndABadOneChangesNothing) {
  const auto files = make_certificate("127.0.0.1");
  const auto other = make_certificate("127.0.0.1");
  const auto trusted = make_certificate("127.0.0.1");
  std::ofstream(trusted.certificate) << std::ifstream(other.certificate).rdbuf();
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  std::ofstream(files.certificate) << std::ifstream(other.certificate).rdbuf();
  server.program.signal(SIGHUP);
  EXPECT_TRUE(server.program.expect_error("Certificate and key not reloaded, the old ones stay in use: "));
  EXPECT_EQ(echo(server.where, "x", {"--tls", "--insecure"}).output, "x");
  std::ofstream(files.key) << std::ifstream(other.key).rdbuf();
  server.program.signal(SIGHUP);
  EXPECT_TRUE(server.program.expect_error("Certificate and key reloaded"));
  EXPECT_EQ(echo(server.where, "x", {"--tls", "--ca", trusted.certificate}).output, "x");
}

TEST(Tls, AKeyOfAnotherKindThanTheCertificateIsRefusedAtTheStartAndOnAHangUp) {
  const auto files = make_certificate("127.0.0.1", KeyKind::kRsa);
  const auto other = make_certificate("127.0.0.1", KeyKind::kEc);
  Program started({kSounder, "--lang", "en", "serve", "--listen", "127.0.0.1:0", "--tls-cert",
                   files.certificate, "--tls-key", other.key});
  EXPECT_EQ(started.wait_exit(), 2);
  EXPECT_EQ(started.error(), "sounder: --tls-key " + other.key +
                                 ": this is not the key of the certificate in " + files.certificate + "\n");
  ServeProgram server({"--tls-cert", files.certificate, "--tls-key", files.key});
  std::ofstream(files.key) << std::ifstream(other.key).rdbuf();
  server.program.signal(SIGHUP);
  EXPECT_TRUE(server.program.expect_error("this is not the key of the certificate in "));
  EXPECT_EQ(echo(server.where, "x", {"--tls", "--ca", files.certificate}).output, "x");
}

TEST(Tls, HealthChecksAreNoTlsFailures) {
  const auto files = make_certificate("127.0.0.1");
  for (const char* model : {"threads", "epoll", "io_uring"}) {
    ServeProgram server({"--model", model, "--tls-cert", files.certificate, "--tls-key", files.key});
    TestClient(server.where).close();
    EXPECT_TRUE(server.program.expect_error("disconnected after "));
    EXPECT_THAT(server.program.rest_of_line(), testing::EndsWith(", 0 bytes echoed, 0 active"));
  }
}

TEST(HangUp, OfTheServersOwnTerminalEndsIt) {
  const auto files = make_certificate("127.0.0.1");
  for (const bool tls : {false, true}) {
    std::vector<std::string> words{kSounder, "--lang", "en", "serve", "--listen", "127.0.0.1:0"};
    if (tls) words.insert(words.end(), {"--tls-cert", files.certificate, "--tls-key", files.key});
    TerminalProgram server(words);
    EXPECT_TRUE(server.expect("Listening on "));
    server.close_terminal();
    EXPECT_EQ(server.wait_exit(), 0);
  }
}

TEST(HangUp, WithoutTlsChangesNothing) {
  ServeProgram server;
  server.program.signal(SIGHUP);
  EXPECT_EQ(echo(server.where, "x").output, "x");
  server.program.signal(SIGTERM);
  EXPECT_EQ(server.program.wait_exit(), 0);
  EXPECT_THAT(server.program.error(), Not(HasSubstr("ertificate")));
}

TEST(Tls, FlagsThatMeanNothingAloneSaySo) {
  Program half({kSounder, "--lang", "en", "serve", "--tls-cert", "x.pem"});
  EXPECT_EQ(half.wait_exit(), 2);
  EXPECT_THAT(half.error(), HasSubstr("--tls-cert FILE and --tls-key FILE"));
  Program missing({kSounder, "--lang", "en", "serve", "--tls-cert", "/no.pem", "--tls-key", "/no.pem"});
  EXPECT_EQ(missing.wait_exit(), 3);
  EXPECT_THAT(missing.error(), HasSubstr("--tls-cert /no.pem: cannot read it"));
  Program ca({kSounder, "--lang", "en", "connect", "localhost", "--ca", "x.pem"});
  EXPECT_EQ(ca.wait_exit(), 2);
  EXPECT_THAT(ca.error(), HasSubstr("--ca needs --tls"));
}

}  // namespace
}  // namespace sounder::test

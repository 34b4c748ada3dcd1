// `sounder scan --dry-run`: the order of the probes on standard output, and nothing on the wire.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/listener.h"
#include "tests/support/program.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

std::vector<std::string> dry(std::vector<std::string> words) {
  words.insert(words.begin(), {SOUNDER, "--lang", "en", "scan", "--dry-run"});
  return words;
}

std::string shown(const std::vector<std::string>& words) {
  Program program(dry(words));
  EXPECT_EQ(program.wait_exit(), 0) << program.error();
  return program.output();
}

std::string sorted_lines(const std::string& text) {
  std::multiset<std::string> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.insert(line + "\n");
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

TEST(DryRun, ShowsEachProbeOnceAndSaysHowManyThatIs) {
  Program program(dry({"-p", "1-50", "--seed", "7", "--max-rate", "10", "10.0.0.0/30"}));
  ASSERT_EQ(program.wait_exit(), 0);
  std::set<std::string> lines;
  std::stringstream output(program.output());
  for (std::string line; std::getline(output, line);) lines.insert(line);
  EXPECT_EQ(lines.size(), 200U);
  EXPECT_TRUE(lines.contains("10.0.0.3:50"));
  EXPECT_EQ(std::count(program.output().begin(), program.output().end(), '\n'), 200);
  EXPECT_EQ(program.error(),
            "Plan: 4 addresses, 50 ports: at least 200 packets, at 10 a second at least 0:20\n"
            "4 addresses, 50 ports: 200 probes, none of them sent\n"
            "At 10 probes a second they take 0:20 at least.\n"
            "To repeat this order: --seed 7\n");
}

TEST(DryRun, TheSeedMakesTheOrder) {
  const std::string first = shown({"-p", "1-200", "--seed", "7", "10.0.0.1"});
  EXPECT_EQ(first, shown({"-p", "1-200", "--seed", "7", "10.0.0.1"}));
  EXPECT_NE(first, shown({"-p", "1-200", "--seed", "8", "10.0.0.1"}));
}

TEST(DryRun, InTurnIsTheOrderOfTheWords) {
  EXPECT_EQ(shown({"--in-turn", "-p", "80,22", "10.0.0.1", "::1"}),
            "10.0.0.1:22\n10.0.0.1:80\n[::1]:22\n[::1]:80\n");
}

TEST(DryRun, AWordWithPortsIsAskedForThoseAlone) {
  EXPECT_EQ(shown({"--in-turn", "-p", "22", "10.0.0.1", "10.0.0.2:80", "http://10.0.0.1/", "[::1]:443-444",
                   "10.0.0.1-2:80"}),
            "10.0.0.1:22\n10.0.0.1:80\n10.0.0.2:80\n[::1]:443\n[::1]:444\n");
  EXPECT_EQ(shown({"--in-turn", "https://10.0.0.1:8443/path"}), "10.0.0.1:8443\n");
  // The same by the parallel scan, in another order.
  EXPECT_EQ(sorted_lines(shown({"-p", "22", "10.0.0.1", "10.0.0.2:80", "10.0.0.1:80"})),
            "10.0.0.1:22\n10.0.0.1:80\n10.0.0.2:80\n");
}

TEST(DryRun, FlagsGivenAgainAddUp) {
  EXPECT_EQ(shown({"--in-turn", "-p", "22", "--ports", " 80, 443", "--exclude-ports", "80", "--exclude-ports",
                   "443", "10.0.0.1"}),
            "10.0.0.1:22\n");
  const std::string top = shown({"--in-turn", "--top", "3", "-p", "9", "10.0.0.1"});
  EXPECT_EQ(top, "10.0.0.1:9\n10.0.0.1:22\n10.0.0.1:80\n10.0.0.1:443\n");
}

TEST(DryRun, TargetsAndExclusionsComeFromFilesToo) {
  const std::string folder = testing::TempDir() + "dry_run_files_" + std::to_string(::getpid()) + "_";
  std::ofstream(folder + "a") << "\xef\xbb\xbf"
                                 "10.0.0.1:80 # one\n";
  std::ofstream(folder + "b") << "10.0.0.0/30\n";
  const std::string utf16 = folder + "c";
  std::ofstream(utf16) << std::string_view(
      "\xff\xfe"
      "1\0"
      "0\0.\0"
      "0\0.\0"
      "0\0.\0"
      "3\0\r\0\n\0",
      22);
  EXPECT_EQ(shown({"--in-turn", "-p", "22", "--targets-file", folder + "a", "--targets-file", folder + "b",
                   "--exclude-file", utf16, "--exclude", "10.0.0.0"}),
            "10.0.0.1:22\n10.0.0.1:80\n10.0.0.2:22\n");
  std::ofstream(folder + "a") << "10.0.0.1\n\n22\n";
  Program wrong(dry({"--targets-file", folder + "a"}));
  EXPECT_EQ(wrong.wait_exit(), 2);
  EXPECT_THAT(wrong.error(), HasSubstr("_a:3: '22' is a number, not a target"));
  for (const char* name : {"a", "b", "c"}) ::unlink((folder + name).c_str());
}

TEST(DryRun, ANameWithoutAddressCostsItselfOnly) {
  Program program(dry({"--in-turn", "-p", "22", "--quiet", "nosuch.invalid", "10.0.0.1", "nosuch.invalid"}));
  EXPECT_EQ(program.wait_exit(), 1);
  EXPECT_EQ(program.output(), "10.0.0.1:22\n");
  EXPECT_EQ(program.error(),
            "sounder: no such host: 'nosuch.invalid'; check the spelling, or give an address\n");
}

TEST(DryRun, SendsNothingAndTouchesNoFile) {
  const Listener listener;
  const std::string kept = testing::TempDir() + "dry_run_kept_" + std::to_string(::getpid());
  std::ofstream(kept) << "results of yesterday";
  EXPECT_EQ(shown({"-p", listener.port(), "--json", kept, "127.0.0.1"}),
            "127.0.0.1:" + listener.port() + "\n");
  ::fcntl(listener.fd(), F_SETFL, O_NONBLOCK);
  EXPECT_EQ(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC), -1);
  std::string content;
  std::getline(std::ifstream(kept), content);
  EXPECT_EQ(content, "results of yesterday");
  ::unlink(kept.c_str());
}

TEST(DryRun, OfAnInterruptedScanItIsWhatIsLeft) {
  const std::string state = testing::TempDir() + "dry_run_state_" + std::to_string(::getpid());
  const std::vector<std::string> job{"--resume", state, "-p", "1-2000", "127.0.0.1"};
  std::vector<std::string> words{SOUNDER, "--lang", "en", "scan", "--max-rate", "200"};
  words.insert(words.end(), job.begin(), job.end());
  Program program(words);
  ASSERT_FALSE(program.wait_exit(std::chrono::milliseconds(1500)));
  program.signal(SIGINT);
  ASSERT_EQ(program.wait_exit(), 130);
  std::smatch untested;
  ASSERT_TRUE(std::regex_search(program.output(), untested, std::regex(R"((\d+) untested)")));

  Program rest(dry(job));
  ASSERT_EQ(rest.wait_exit(), 0) << rest.error();
  const auto lines = std::count(rest.output().begin(), rest.output().end(), '\n');
  EXPECT_GE(lines, std::stol(untested[1]));  // answers that came after the save are asked for again
  EXPECT_LT(lines, 2000);
  EXPECT_THAT(rest.error(), HasSubstr(": " + std::to_string(lines) + " probes, none of them sent"));
  ::unlink(state.c_str());
}

TEST(DryRun, AFullDiskIsAnErrorAndNoSilence) {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  Program program(dry({"-p", "80", "127.0.0.1"}), {.standard_output = full.get()});
  EXPECT_EQ(program.wait_exit(), 3);
  EXPECT_THAT(program.error(), HasSubstr("no space left"));
}

// The most memory this process has had, in MB.
long peak_mb(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6)) / 1024;
  return -1;
}

// A million million probes: shown as they are thought of, and never held.
TEST(DryRun, AMillionMillionProbesStartAtOnceInLittleMemoryAndEndWithTheirReader) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Fd reading(ends[0]);
  Fd writing(ends[1]);
  const Instant start = clock_now();
  Program program(dry({"-p", "-", "10.0.0.0/8"}), {.standard_output = writing.get()});
  writing.close();
  char buffer[65536];
  ASSERT_GT(::read(reading.get(), buffer, sizeof buffer), 0);
  const Duration first = clock_now() - start;
  EXPECT_THAT(std::string(buffer, 10), testing::StartsWith("10."));
  for (std::size_t read = 0; read < std::size_t{20} << 20U;) {
    const auto got = ::read(reading.get(), buffer, sizeof buffer);
    ASSERT_GT(got, 0);
    read += static_cast<std::size_t>(got);
  }
  const long peak = peak_mb(program.pid());
  reading.close();  // as head(1) does
  EXPECT_EQ(program.wait_exit(), 0);
  // 2^24 times 65,535 at 100,000 a second.
  EXPECT_EQ(
      program.error(),
      "Plan: 16777216 addresses, 65535 ports: at least 1099494850560 packets, at 100000 a second at least "
      "3054:09:09\n");
  EXPECT_GT(peak, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they take memory of their own
  EXPECT_LT(peak, 100);
  EXPECT_LT(first, std::chrono::seconds(5));  // a few milliseconds, and patience with a busy machine
#endif
}

}  // namespace
}  // namespace sounder::test

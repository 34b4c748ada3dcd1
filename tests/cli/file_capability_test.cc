// The program as a user without privileges runs it where an administrator gave its file CAP_NET_RAW
// (setcap cap_net_raw=p).
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "tests/support/listener.h"
#include "tests/support/net_namespace.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sounder::test {
namespace {

// A copy of the program that carries the capability, beside the original: a folder for temporary files may be
// mounted nosuid, and the kernel ignores file capabilities there.
class CapableCopy {
 public:
  CapableCopy() {
    std::filesystem::copy_file(SOUNDER, path_);
    vfs_cap_data data{};
    data.magic_etc = VFS_CAP_REVISION_2;  // permitted, and not effective
    data.data[0].permitted = 1U << CAP_NET_RAW;
    if (::setxattr(path_.c_str(), "security.capability", &data, sizeof data, 0) != 0)
      problem_ = std::string("this file system keeps no capabilities: ") + std::strerror(errno);
  }
  CapableCopy(const CapableCopy&) = delete;
  CapableCopy& operator=(const CapableCopy&) = delete;
  ~CapableCopy() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }
  const std::string& problem() const { return problem_; }

 private:
  std::string path_ = SOUNDER "-capable-" + std::to_string(::getpid());
  std::string problem_;
};

// From execve on, uid 0 counts for nothing: a user namespace of one user has no other to become.
ProgramStart as_plain_user(bool bounded) {
  ProgramStart start;
  start.in_child = [bounded] {
    const bool done = ::prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0) == 0 &&
                      (!bounded || ::prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0) == 0);
    if (!done) ::_exit(126);
  };
  return start;
}

// The line of /proc/PID/status, without its name, or what is wrong.
std::string status_of(pid_t pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return line.substr(name.size() + 2);
  return "0, for it has ended";
}

const std::string kNone(16, '0');

// A scan gives up its privileges before it starts threads.
bool comes_to_threads(const Program& program) {
  const auto deadline = clock_now() + kPatience;
  while (clock_now() < deadline)
    if (std::stoi(status_of(program.pid(), "Threads")) > 1) return true;
  return false;
}

std::string engine_of(const CapableCopy& copy, const std::string& choice, bool bounded) {
  const Listener listener;
  Program program({copy.path(), "--lang", "en", "scan", "--engine", choice, "-p", listener.port(), "--json",
                   "-", "127.0.0.1"},
                  as_plain_user(bounded));
  const auto code = program.wait_exit();
  if (code != 0) return "exit " + std::to_string(code.value_or(-1)) + ": " + program.error();
  if (program.output().find(R"("state":"open")") == std::string::npos)
    return "not found: " + program.output();
  return program.output().find(R"("engine":"syn")") != std::string::npos ? "syn" : "connect";
}

TEST(FileCapability, GivesAPlainUserTheSynEngine) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const CapableCopy copy;
    if (!copy.problem().empty()) return copy.problem();
    for (const char* choice : {"syn", "auto"})
      if (const std::string engine = engine_of(copy, choice, false); engine != "syn") return engine;
    return "";
  }));
}

// As in sounder.service and in containers. With the effective bit in the file, execve would fail.
TEST(FileCapability, DoesNotKeepTheProgramFromStartingWhereTheBoundingSetLacksIt) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const CapableCopy copy;
    if (!copy.problem().empty()) return copy.problem();
    const std::string engine = engine_of(copy, "auto", true);
    return engine == "connect" ? "" : engine;
  }));
}

// Regression: a privilege that was permitted and not effective was taken for none, and kept; and one that is
// not ours to keep, with --resume, made the kernel refuse to take any.
TEST(FileCapability, IsGivenUpAsSoonAsItsSocketsAreOpen) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const CapableCopy copy;
    if (!copy.problem().empty()) return copy.problem();
    const TemporaryFolder folder;  // the build tree may be somebody else's and closed to a plain user
    const std::string state = folder.path() + "/state";
    std::string wrong;
    for (const char* engine : {"syn", "connect"}) {
      Program program({copy.path(), "--lang", "en", "scan", "--engine", engine, "--max-rate", "20",
                       "--resume", state, "--quiet", "127.0.0.1"},
                      as_plain_user(false));
      if (!comes_to_threads(program)) wrong = "no threads came up";
      for (const char* set : {"CapPrm", "CapEff"})
        if (const std::string left = status_of(program.pid(), set); left != kNone)
          wrong = std::string(engine) + " keeps " + set + " " + left;
      program.signal(SIGINT);
      if (program.wait_exit() != 130) wrong = "not ended: " + program.error();
      std::filesystem::remove(state);
      if (!wrong.empty()) break;
    }
    return wrong;
  }));
}

TEST(FileCapability, IsNoneOfAServersBusiness) {
  EXPECT_TRUE(in_net_namespace([]() -> std::string {
    const CapableCopy copy;
    if (!copy.problem().empty()) return copy.problem();
    Program program({copy.path(), "--lang", "en", "serve", "--listen", "127.0.0.1:0"}, as_plain_user(false));
    if (!program.expect_error("Listening on ")) return "not up: " + program.error();
    const std::string left = status_of(program.pid(), "CapPrm");
    program.signal(SIGTERM);
    if (program.wait_exit() != 0) return "not ended";
    return left == kNone ? "" : "keeps CapPrm " + left;
  }));
}

}  // namespace
}  // namespace sounder::test

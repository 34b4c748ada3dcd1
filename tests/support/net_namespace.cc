#include "tests/support/net_namespace.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"

namespace sounder::test {
namespace {

bool raise_loopback() {
  const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return ::ioctl(fd.get(), SIOCSIFFLAGS, &request) == 0;
}

// Root makes the namespace directly; anybody else through a user namespace, in which they are root.
bool enter_new_namespace() {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (::unshare(CLONE_NEWNET) == 0) return true;
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1") &&
         write_file("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
}

std::string run_body(const std::function<std::string()>& body) {
  if (!enter_new_namespace())
    return std::string("this kernel refuses a network namespace: ") + std::strerror(errno);
  if (!raise_loopback()) return std::string("loopback cannot be raised: ") + std::strerror(errno);
  return body();
}

}  // namespace

bool write_file(const std::string& path, const std::string& value) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && ::write(fd.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

bool add_local_address(const std::string& address) {
  const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo:1");
  sockaddr_in where{};
  where.sin_family = AF_INET;
  if (::inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1) return false;
  std::memcpy(&request.ifr_addr, &where, sizeof where);
  return ::ioctl(fd.get(), SIOCSIFADDR, &request) == 0;
}

testing::AssertionResult in_net_namespace(const std::function<std::string()>& body) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return testing::AssertionFailure() << "pipe: " << std::strerror(errno);
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string problem = run_body(body);
    const bool told =
        ::write(write_end.get(), problem.data(), problem.size()) == static_cast<ssize_t>(problem.size());
    ::_exit(told && problem.empty() ? 0 : 1);
  }
  write_end.close();
  std::string problem;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(read_end.get(), buffer, sizeof buffer)) > 0;)
    problem.append(buffer, static_cast<std::size_t>(got));
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return testing::AssertionSuccess();
  if (problem.empty()) problem = "the child ended with status " + std::to_string(status);
  return testing::AssertionFailure() << problem;
}

}  // namespace sounder::test

#include "tests/support/spawn.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string_view>

namespace sounder::test {
namespace {

std::string_view name_of(std::string_view pair) { return pair.substr(0, pair.find('=')); }

void put(std::vector<std::string>& environment, const std::string& pair) {
  std::erase_if(environment, [&](const std::string& other) { return name_of(other) == name_of(pair); });
  environment.push_back(pair);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

ProgramImage::ProgramImage(const std::vector<std::string>& words, const std::vector<std::string>& environment)
    : words_(words) {
  for (char** pair = environ; *pair != nullptr; ++pair) environment_.emplace_back(*pair);
  for (const char* pair : {"TERM=xterm", "LC_ALL=C.UTF-8", "LANGUAGE="}) put(environment_, pair);
  for (const std::string& pair : environment) put(environment_, pair);
  argv_ = pointers(words_);
  envp_ = pointers(environment_);
}

void ProgramImage::execute() {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execve(argv_[0], argv_.data(), envp_.data());
  ::_exit(127);
}

std::optional<int> reap(pid_t pid) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
  if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  return WEXITSTATUS(status);
}

}  // namespace sounder::test

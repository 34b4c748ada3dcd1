#include "cli/terminal/mode_signals.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace sounder {

bool in_foreground(int fd) {
  const pid_t group = ::tcgetpgrp(fd);
  return group < 0 || group == ::getpgrp();
}

bool ModeSignals::begin() {
  sigemptyset(&caught_);
  for (const int number : {SIGTSTP, SIGQUIT, SIGHUP, SIGCONT, SIGWINCH}) sigaddset(&caught_, number);
  signals_ = Fd(::signalfd(-1, &caught_, SFD_NONBLOCK | SFD_CLOEXEC));
  if (signals_) ::pthread_sigmask(SIG_BLOCK, &caught_, nullptr);
  return static_cast<bool>(signals_);
}

void ModeSignals::obey(const std::function<void()>& before, const std::function<void()>& after) {
  signalfd_siginfo info{};
  if (::read(signals_.get(), &info, sizeof info) != sizeof info) return;
  const auto number = static_cast<int>(info.ssi_signo);
  if (number == SIGCONT || number == SIGWINCH) return after();
  before();
  // The default action, so that the kernel's rules hold: a process that no shell could continue is not
  // stopped.
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  ::raise(number);  // waits: it is blocked
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  ::pthread_sigmask(SIG_BLOCK, &one, nullptr);
  after();
}

void ModeSignals::end() {
  if (!signals_) return;
  ::pthread_sigmask(SIG_UNBLOCK, &caught_, nullptr);
  signals_.close();
}

}  // namespace sounder

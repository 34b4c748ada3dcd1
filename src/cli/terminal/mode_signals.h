// The signals that would leave a terminal in a mode that its shell does not expect (Ctrl-Z, Ctrl-\, the end
// of the terminal), and those after which it must be set or drawn again (continued, another size). As a
// descriptor to poll. begin() comes before any thread starts: it blocks them. One thread.
#pragma once

#include <csignal>
#include <functional>

#include "base/fd.h"

namespace sounder {

class ModeSignals {
 public:
  ModeSignals() = default;  // none
  ~ModeSignals() { end(); }
  ModeSignals(const ModeSignals&) = delete;
  ModeSignals& operator=(const ModeSignals&) = delete;

  // SIGTSTP, SIGQUIT, SIGHUP, SIGCONT and SIGWINCH from now on. False if no descriptor is left.
  bool begin();
  int fd() const { return signals_.get(); }  // to poll; then obey()
  // Takes the signal's default action (stops this process, or ends it) between before() and after(), which is
  // called when the process continues. After SIGCONT and SIGWINCH only after() is called.
  void obey(const std::function<void()>& before, const std::function<void()>& after);
  // They are the kernel's again.
  void end();

 private:
  sigset_t caught_{};
  Fd signals_;
};

// Whether this process may draw on the terminal behind `fd`: it is in its foreground, or the terminal
// controls no session.
bool in_foreground(int fd);

}  // namespace sounder

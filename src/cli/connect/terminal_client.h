// Lines from a terminal to an echo server; what comes back is shown above the prompt. One thread, the only
// one that uses the terminal.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "cli/terminal/line_editor.h"
#include "report/text/echo_text.h"

namespace sounder {

// Typed bytes that the server has not read yet; more are refused until it reads some.
inline constexpr std::size_t kMostTypedBytes = std::size_t{1024} * 1024;

class TerminalClient {
 public:
  // `socket` is connected and non-blocking. `signals` have begun. `patience`: how long to wait for the
  // server's end after Ctrl-D.
  TerminalClient(Fd socket, int stop_fd, ModeSignals& signals, Duration patience);

  // Runs until Ctrl-D or until the server closes, which is shown. Fault::kPeer with the number of missing
  // bytes if some did not come back; Fault::kInterrupted on a signal. The mode of the terminal is restored in
  // every case.
  Result<void> run();

 private:
  bool wait_for_key();
  void wait_for_end();
  bool serve_socket(short events);
  void send_pending();
  bool receive();

  Fd socket_;
  int stop_fd_;
  ModeSignals& signals_;
  Duration patience_;
  EchoText echo_;
  LineEditor editor_;
  std::string pending_;  // typed, not yet taken; at most kMostTypedBytes
  std::uint64_t typed_ = 0;
  std::uint64_t received_ = 0;
  bool server_closed_ = false;
  bool interrupted_ = false;
};

}  // namespace sounder

// A TLS connection as a plain socket: a thread copies bytes between the two, so that the user of the socket
// need not know about TLS. Bounded memory. The end of each side, and backpressure, pass through. One thread
// makes and destroys it; the plain socket belongs to its user.
#pragma once

#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "base/wakeup.h"
#include "net/tls.h"

namespace sounder {

class TlsBridge {
 public:
  // `network` is connected and non-blocking. Throws std::system_error if this machine has no descriptor or
  // thread left.
  TlsBridge(Fd network, TlsStream stream);
  TlsBridge(const TlsBridge&) = delete;
  TlsBridge& operator=(const TlsBridge&) = delete;
  ~TlsBridge();  // discards bytes under way

  // Optional, before start(): reports a failed handshake at once. Fault::kPeer says why it failed;
  // Fault::kInterrupted as soon as `stop_fd` is readable.
  Result<void> handshake(Duration timeout, int stop_fd);
  void start();
  // The plain side, non-blocking. Taken once.
  Fd take_plain() { return std::move(plain_); }
  std::string describe() const { return stream_.describe(); }  // after handshake(), before start()
  // handshake() failed because the server's certificate is not trusted.
  bool distrusts() const { return stream_.distrusts(); }
  // Why the connection failed; empty after an orderly end. Any thread may call.
  std::string error() const;
  int network_fd() const { return network_.get(); }

 private:
  void run();
  bool step();
  void from_network();
  void to_network();
  void from_plain();
  void to_plain();
  void decrypt();
  void broke(const std::string& why);

  Fd network_;
  TlsStream stream_;
  Fd plain_;    // the user's end
  Fd our_end_;  // of the same pair
  Wakeup stop_;
  std::vector<std::byte> room_;
  std::vector<std::byte> down_;  // decrypted and not handed over; at most a record
  std::size_t down_done_ = 0;
  bool network_open_ = true;  // may still bring something
  bool plain_open_ = true;    // may still bring something
  bool ended_down_ = false;   // the other side has ended its stream, or broke
  mutable std::mutex mutex_;  // guards error_
  std::string error_;
  std::jthread thread_;
};

}  // namespace sounder

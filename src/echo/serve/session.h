// The state of one echo connection: how many bytes are owed to the client (received and not sent back yet),
// what to do next, until when to wait and why it ended. Pure: no descriptor, no clock, no bytes; its user
// keeps those and reports what happened. One thread at a time. For a thread that does one thing at a time
// (follow next()) and for an event loop that reads while bytes are owed (next() and room()).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace sounder {

struct SessionLimits {
  std::size_t buffer_bytes = 0;  // most bytes owed at any time; more than 0
  Duration idle_timeout{};       // nothing comes in and nothing is owed; zero: wait for ever
  Duration stall_timeout{};      // bytes are owed and the client takes none; zero: wait for ever
  Duration linger_timeout{};     // how long to read what a client still sends after our shutdown
  std::size_t linger_bytes = 0;  // and how much of it
};

enum class Ending : std::uint8_t {
  kClientClosed,  // the client closed its side and got all its bytes
  kReset,         // the connection broke (RST, an unreachable network)
  kIdle,          // idle_timeout
  kStalled,       // stall_timeout: bytes stay owed
  kCut,           // the server ended it at its drain deadline
  kTls,           // TLS failed
};

class Session {
 public:
  Session(const SessionLimits& limits, Instant now) : limits_(limits), last_progress_(now) {}

  // A client that is not served: shut down, linger, close. Its ending() means nothing.
  static Session refused(const SessionLimits& limits, Instant now);

  enum class Next : std::uint8_t {
    kWrite,          // owed() bytes, then on_sent()
    kRead,           // up to room() bytes, then on_received() or on_end_of_input()
    kShutDownWrite,  // then on_shut_down()
    kDiscard,  // read and forget, then on_discarded() or on_end_of_input(): closing over unread bytes sends
               // RST
    kClose,    // nothing more to do; ending() says why
  };
  Next next() const;
  std::size_t owed() const { return owed_; }
  // How much may be read now, owed bytes or not; 0 means stop reading.
  std::size_t room() const {
    return phase_ == Phase::kOpen && !end_of_input_ ? limits_.buffer_bytes - owed_ : 0;
  }
  // When on_time() has something to decide; nullopt: never.
  std::optional<Instant> deadline() const;

  void on_received(Instant now, std::size_t bytes);  // precondition: 0 < bytes <= room()
  // How long bytes were owed, if none is any more. Precondition: 0 < bytes <= owed().
  std::optional<Duration> on_sent(Instant now, std::size_t bytes);
  void on_end_of_input();
  void on_shut_down(Instant now);
  void on_discarded(std::size_t bytes);
  void on_reset() { close(Ending::kReset); }
  void on_cut() { close(Ending::kCut); }
  // Nothing more is echoed: owed bytes are dropped, and the connection ends in order.
  void on_refused(Ending why);
  void on_time(Instant now);

  std::uint64_t echoed_bytes() const { return echoed_bytes_; }
  Ending ending() const { return ending_; }  // precondition: next() is kClose

 private:
  enum class Phase : std::uint8_t { kOpen, kShuttingDown, kLingering, kClosed };
  void close(Ending why);

  SessionLimits limits_;
  Instant last_progress_;  // of what deadline() waits for
  Instant owed_since_;
  std::size_t owed_ = 0;
  std::size_t discarded_bytes_ = 0;
  std::uint64_t echoed_bytes_ = 0;
  Phase phase_ = Phase::kOpen;
  bool end_of_input_ = false;
  Ending ending_ = Ending::kClientClosed;
};

}  // namespace sounder

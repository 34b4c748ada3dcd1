// The bytes of one client between the network and Session: what comes in goes out again, in plain or through
// TLS. Server models make the same calls for both. Pure: no descriptor, no clock. One thread at a time.
//
// Plain bytes are not copied: owed() points into the memory that on_received() was given, until keep() is
// called or all of it was sent. Bytes that went through TLS lie in the conversation's own memory.
#pragma once

#include <memory>
#include <span>

#include "echo/serve/server_options.h"
#include "echo/serve/session.h"
#include "net/tls.h"

namespace sounder {

class Conversation {
 public:
  using Next = Session::Next;

  Conversation(const SessionLimits& limits, Instant now) : session_(limits, now), limits_(limits) {}
  Conversation(const SessionLimits& limits, Instant now, TlsStream tls);

  // What to do now. kWrite: send from owed(), then on_sent(). kRead: receive up to room() bytes, then
  // on_received() or on_end_of_input(). The rest as in Session.
  Next next() const;
  std::span<const std::byte> owed() const { return tls_ ? tls_->stream.outgoing() : owed_; }
  std::size_t room() const { return tls_ ? limits_.buffer_bytes : session_.room(); }
  std::optional<Instant> deadline() const;

  // Precondition: next() is kRead, 0 < wire.size() <= room().
  void on_received(Instant now, std::span<const std::byte> wire);
  struct Through {
    std::size_t bytes = 0;             // of the client's own: with TLS fewer than went out
    std::optional<Duration> owed_for;  // how long they were owed, if now none is any more
  };
  Through on_sent(Instant now, std::size_t bytes);
  void on_end_of_input(Instant now);
  void on_shut_down(Instant now) { session_.on_shut_down(now); }
  void on_discarded(std::size_t bytes) { session_.on_discarded(bytes); }
  void on_reset() { session_.on_reset(); }
  void on_cut() { session_.on_cut(); }
  void on_time(Instant now);

  // True while owed() points into memory that is not ours.
  bool borrows() const { return !tls_ && !owed_.empty() && !kept_; }
  // Copies these bytes, so that the caller may reuse that memory. Needed each time that a client takes less
  // than it was offered, never for a message that is sent at once.
  void keep();

  // What became of it. Precondition: next() is kClose.
  Served served() const;

 private:
  struct Tls {
    explicit Tls(TlsStream made) : stream(std::move(made)) {}
    TlsStream stream;
    std::optional<Instant> ending_since;  // our close_notify or alert is on its way out
    Instant handshaking_since;
    bool received = false;  // anything
    bool broken = false;
  };
  void exchange(Instant now);
  void end_tls(Instant now);

  Session session_;
  SessionLimits limits_;
  std::span<const std::byte> owed_;    // plain
  std::unique_ptr<std::byte[]> kept_;  // what owed_ points into after keep()
  std::unique_ptr<Tls> tls_;
};

// With a client of such a server, from now on.
Conversation converse(const ServerOptions& options, Instant now);

}  // namespace sounder

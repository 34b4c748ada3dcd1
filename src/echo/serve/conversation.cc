#include "echo/serve/conversation.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "echo/serve/limits.h"
#include "net/tls.h"

namespace sounder {

Conversation::Conversation(const SessionLimits& limits, Instant now, TlsStream tls)
    : session_(limits, now), limits_(limits), tls_(std::make_unique<Tls>(std::move(tls))) {
  tls_->handshaking_since = now;
}

Conversation::Next Conversation::next() const {
  const Next next = session_.next();
  // The handshake, and how we end, go out although nothing is echoed.
  if (tls_ && next != Next::kClose && next != Next::kDiscard && !tls_->stream.outgoing().empty())
    return Next::kWrite;
  return next;
}

std::optional<Instant> Conversation::deadline() const {
  if (!tls_) return session_.deadline();
  if (tls_->ending_since && session_.next() == Next::kShutDownWrite)
    return *tls_->ending_since + limits_.linger_timeout;
  auto due = session_.deadline();
  if (!tls_->stream.established() && !tls_->ending_since) {
    const Instant handshake_due = tls_->handshaking_since + kTlsHandshakeTimeout;
    if (!due || handshake_due < *due) due = handshake_due;
  }
  return due;
}

void Conversation::on_received(Instant now, std::span<const std::byte> wire) {
  if (tls_) {
    tls_->received = true;
    tls_->stream.feed(wire);
    exchange(now);
    return;
  }
  assert(owed_.empty());
  session_.on_received(now, wire.size());
  owed_ = wire;
}

// From what the client has encrypted to what we encrypt, as far as the session has room.
void Conversation::exchange(Instant now) {
  std::array<std::byte, kTlsRecordBytes> plain;  // not initialised: filled before it is read
  while (session_.room() > 0) {
    const auto got = tls_->stream.read(std::span(plain).first(std::min(plain.size(), session_.room())));
    if (got.what == TlsStream::Read::kNothing) return;
    if (got.what == TlsStream::Read::kBytes) {
      session_.on_received(now, got.bytes);
      tls_->stream.write(std::span(plain).first(got.bytes));
      continue;
    }
    tls_->broken = got.what == TlsStream::Read::kBroken;
    if (tls_->broken)
      session_.on_refused(Ending::kTls);
    else
      session_.on_end_of_input();
    break;
  }
  end_tls(now);
}

// Once the session wants to shut down, and only once.
void Conversation::end_tls(Instant now) {
  if (!tls_ || tls_->ending_since || session_.next() != Next::kShutDownWrite) return;
  tls_->ending_since = now;
  tls_->stream.end();
}

Conversation::Through Conversation::on_sent(Instant now, std::size_t bytes) {
  if (!tls_) {
    owed_ = owed_.subspan(bytes);
    if (owed_.empty()) kept_.reset();
    return {bytes, session_.on_sent(now, bytes)};
  }
  tls_->stream.on_sent(bytes);
  const std::size_t owed = session_.owed();
  // Encrypted bytes are no fewer than plain ones, so all are through when nothing is left, and not before.
  Through through{
      tls_->stream.outgoing().empty() ? owed : std::min(bytes, owed - std::min<std::size_t>(owed, 1)),
      std::nullopt};
  if (through.bytes == 0) return through;
  through.owed_for = session_.on_sent(now, through.bytes);
  if (through.owed_for) exchange(now);
  end_tls(now);
  return through;
}

void Conversation::on_end_of_input(Instant now) {
  if (!tls_ || session_.next() == Next::kDiscard) {
    session_.on_end_of_input();
    return;
  }
  // Health checks connect and close without a byte, and many clients end without close_notify. An end is a
  // failure only if it cuts something off: a handshake, a record, or bytes that were not echoed yet (RFC
  // 8446, 6.1).
  const bool nothing_cut =
      !tls_->received || (tls_->stream.established() && !tls_->stream.holds_unread() && session_.owed() == 0);
  if (nothing_cut) {
    session_.on_end_of_input();
    end_tls(now);
    return;
  }
  tls_->stream.feed_end();
  exchange(now);
}

void Conversation::on_time(Instant now) {
  if (tls_) {
    const auto due = deadline();
    if (!due || now < *due) return;
    if (tls_->ending_since && session_.next() == Next::kShutDownWrite) return session_.on_cut();
    if (!tls_->stream.established() && !tls_->ending_since) session_.on_refused(Ending::kTls);
  }
  session_.on_time(now);
  end_tls(now);
}

void Conversation::keep() {
  if (!borrows()) return;
  kept_ = std::make_unique_for_overwrite<std::byte[]>(owed_.size());
  std::ranges::copy(owed_, kept_.get());
  owed_ = std::span(kept_.get(), owed_.size());
}

Served Conversation::served() const {
  return {session_.ending(), session_.echoed_bytes(), tls_ ? tls_->stream.error() : std::string()};
}

Conversation converse(const ServerOptions& options, Instant now) {
  const SessionLimits limits = session_limits(options);
  return options.tls == nullptr ? Conversation(limits, now)
                                : Conversation(limits, now, options.tls->stream());
}

}  // namespace sounder

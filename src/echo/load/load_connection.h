// One connection of a load run: its channel, how far its requests and answers are, and the system calls that
// move them. It reports what happened; the worker (load_worker.h) decides what follows. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "echo/load/load_bytes.h"
#include "echo/load/load_channel.h"
#include "echo/load/wrong_bytes.h"

namespace sounder {

class LoadConnection {
 public:
  enum class State : std::uint8_t { kDown, kConnecting, kHandshaking, kOpen, kEnding };

  State state() const { return state_; }
  bool is_opening() const { return state_ == State::kConnecting || state_ == State::kHandshaking; }
  // Answers, or the end of the connection, may arrive.
  bool is_readable() const { return state_ >= State::kOpen; }
  LoadChannel& channel() { return channel_; }
  const LoadChannel& channel() const { return channel_; }

  // Becomes kConnecting. `stream`: which bytes it sends (LoadBytes). Events of earlier descriptors carry
  // other tags.
  void start(LoadChannel channel, std::uint64_t stream, std::size_t message_bytes, Instant now);
  std::uint64_t tag(std::size_t lane) const { return std::uint64_t{generation_} << 32U | lane; }
  static std::size_t lane_of(std::uint64_t tag) { return static_cast<std::size_t>(tag & 0xFFFFFFFFU); }
  bool owns(std::uint64_t tag) const { return state_ != State::kDown && generation_ == tag >> 32U; }

  // The connect has completed: 0 and kHandshaking, or why it failed.
  Errno finish_connect(const Endpoint& target);
  // 0 and kOpen when it is through; else as LoadChannel::handshake().
  Errno handshake();

  void add_requests(std::size_t count) { to_send_ += count * message_bytes_; }
  bool unsent() const { return to_send_ > 0 || channel_.unsent(); }
  // Sends what the system takes: 0 if that is all, else EAGAIN or why not.
  Errno send(const LoadBytes& bytes);
  struct Verified {
    std::size_t answers = 0;            // complete with these bytes
    std::optional<WrongBytes> wrong{};  // of which some were never sent, where fewer were due
  };
  Verified verify(const LoadBytes& bytes, std::span<const std::byte> got, Instant now);
  // Ends our side: the peer is expected to end too. Becomes kEnding.
  void end();
  // Becomes kDown: in order, or by a reset that discards what is under way.
  void close();
  void cut();

  // When bytes last moved, or touch().
  Instant progress() const { return progress_; }
  void touch(Instant now) { progress_ = now; }

 private:
  LoadChannel channel_;
  State state_ = State::kDown;
  std::uint32_t generation_ = 0;
  std::uint64_t stream_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t to_send_ = 0;
  std::uint64_t received_ = 0;
  std::size_t message_bytes_ = 0;
  std::size_t answer_left_ = 0;  // missing from the answer that is being received
  Instant progress_;
};

}  // namespace sounder

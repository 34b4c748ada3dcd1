#include "echo/load/load_connection.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sounder {

void LoadConnection::start(LoadChannel channel, std::uint64_t stream, std::size_t message_bytes,
                           Instant now) {
  channel_ = std::move(channel);
  state_ = State::kConnecting;
  ++generation_;
  stream_ = stream;
  sent_ = to_send_ = received_ = 0;
  message_bytes_ = answer_left_ = message_bytes;
  progress_ = now;
}

Errno LoadConnection::finish_connect(const Endpoint& target) {
  const Errno error = socket_error(channel_.fd());
  if (error != 0) return error;
  // A socket that got the very port it connects to is connected to itself: nothing listens there.
  if (local_endpoint(channel_.fd()) == target) return ECONNREFUSED;
  set_no_delay(channel_.fd());
  state_ = State::kHandshaking;
  return 0;
}

Errno LoadConnection::handshake() {
  const Errno error = channel_.handshake();
  if (error == 0) state_ = State::kOpen;
  return error;
}

Errno LoadConnection::send(const LoadBytes& bytes) {
  if (const Errno left = channel_.flush(); left != 0) return left;
  while (to_send_ > 0) {
    const auto piece = bytes.at(stream_, sent_);
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), to_send_));
    const auto sent = channel_.send(piece.first(size), size < to_send_);
    if (!sent) return sent.error();
    sent_ += *sent;
    to_send_ -= *sent;
  }
  return 0;
}

LoadConnection::Verified LoadConnection::verify(const LoadBytes& bytes, std::span<const std::byte> got,
                                                Instant now) {
  const auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(got.size(), sent_ - received_));
  std::size_t right = bytes.matching(stream_, received_, got.first(asked));
  Verified verified;
  if (right < got.size()) {
    const auto due = bytes.at(stream_, received_ + right);
    verified.wrong = wrong_bytes(received_, got, right, due.first(std::min(due.size(), asked - right)));
  }
  received_ += right;
  progress_ = now;
  for (; right >= answer_left_; ++verified.answers) {
    right -= answer_left_;
    answer_left_ = message_bytes_;
  }
  answer_left_ -= right;
  return verified;
}

void LoadConnection::end() {
  channel_.end();
  state_ = State::kEnding;
}

void LoadConnection::close() {
  channel_.close();
  state_ = State::kDown;
}

void LoadConnection::cut() {
  channel_.cut();
  state_ = State::kDown;
}

}  // namespace sounder

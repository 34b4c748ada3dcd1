// Functions that can fail return Result<T>; parsing and set-up never throw.
#pragma once

#include <expected>
#include <string>

namespace sounder {

// Who is at fault decides the exit code (docs/cli.md): 2 for input, 3 for this machine, 1 for the peer.
enum class Fault { kInput, kMachine, kPeer, kInterrupted };

// One line in the user's language: what was wrong, where, and what would be right.
struct Error {
  Fault fault = Fault::kInput;
  std::string message;
};

// A value of errno, where the caller words the message.
using Errno = int;

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> bad_input(std::string message) {
  return std::unexpected(Error{Fault::kInput, std::move(message)});
}
inline std::unexpected<Error> machine_refused(std::string message) {
  return std::unexpected(Error{Fault::kMachine, std::move(message)});
}
inline std::unexpected<Error> peer_failed(std::string message) {
  return std::unexpected(Error{Fault::kPeer, std::move(message)});
}

}  // namespace sounder

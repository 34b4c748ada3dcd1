// Copies standard input to a connection and the connection to standard output, both at once and with bounded
// memory. Never blocks on one side while the other can make progress. Does not change the modes of
// descriptors that it does not own, because a shell shares them. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace sounder {

struct PumpTotals {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

// What is written for bytes that came back; called once more with nothing at the end.
using Rendering = std::function<std::string(std::span<const std::byte>)>;

struct PumpEnds {
  int socket = -1;  // non-blocking, connected
  int input = -1;
  int output = -1;
  int stop = -1;        // readable: give up
  Rendering rendering;  // empty: bytes as they are
};

// Sends all of the input, half-closes, and writes what comes back until the server ends.
// Fault::kPeer if the server ends early (with the number of bytes it owes), Fault::kMachine if input or
// output fail, Fault::kInterrupted if stopped.
Result<PumpTotals> pump(const PumpEnds& ends);

// The message when the server ended before it sent back `bytes`. The terminal client uses it too.
std::string owed_message(std::uint64_t bytes);

}  // namespace sounder

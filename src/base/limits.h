// Every cap, with its reason. Nothing in this program grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Descriptors kept for everything that is no connection: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

// Most bytes the echo server owes one client. Linux hands over up to 64 KiB of a loopback stream at once.
inline constexpr std::size_t kEchoBufferBytes = 64 * 1024;
// Most bytes the kernel holds unsent for one client (TCP_NOTSENT_LOWAT). Without it a client that never reads
// costs up to tcp_wmem's 4 MiB of kernel memory, and a slow one shows progress only once a third of that is
// gone.
inline constexpr int kEchoUnsentBytes = 128 * 1024;
// What a client that we shut down still sends is read for so long and so much, so that it sees an end and no
// reset.
inline constexpr Duration kEchoLinger = std::chrono::seconds(1);
inline constexpr std::size_t kEchoLingerBytes = 1024 * 1024;
// Refused clients that linger at once; the oldest is closed for a newcomer. Comes out of kReservedFds.
inline constexpr std::size_t kTurnedAwayClients = 32;
// Connections taken from one listener before the others are looked at.
inline constexpr int kAcceptBatch = 64;
// Pause of accepting when descriptors or memory run out; one log line a shortage, a look ten times a second.
inline constexpr Duration kAcceptBackoff = std::chrono::milliseconds(100);
// Defaults of `serve`. A person at a keyboard pauses for minutes; a client that takes no byte for 30 s is
// gone or hostile.
inline constexpr Duration kEchoIdleTimeout = std::chrono::minutes(10);
inline constexpr Duration kEchoStallTimeout = std::chrono::seconds(30);
inline constexpr Duration kEchoDrainTimeout = std::chrono::seconds(10);

}  // namespace sounder

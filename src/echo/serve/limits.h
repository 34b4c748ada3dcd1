// The caps and default timeouts of `serve`, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Echo bytes held for one client. Linux delivers up to 64 KiB of a loopback stream in one read.
inline constexpr std::size_t kEchoBufferBytes = std::size_t{64} * 1024;
// Events or completions read from the kernel in one call.
inline constexpr std::size_t kLoopEvents = 512;
// Threads of an event model: more than the processors of any usual machine.
inline constexpr unsigned kMostLoops = 256;
// Time for the TLS handshake of a client: several round trips over a satellite link.
inline constexpr Duration kTlsHandshakeTimeout = std::chrono::seconds(10);
// Unsent bytes that the kernel holds for one client (TCP_NOTSENT_LOWAT). Without it a client that never reads
// costs up to 4 MiB of kernel memory (tcp_wmem), and a slow one becomes writable only after a third of that.
inline constexpr int kEchoUnsentBytes = 128 * 1024;
// After a shutdown by the server, the client's remaining bytes are read up to these limits, so that it
// receives FIN and not RST.
inline constexpr Duration kEchoLinger = std::chrono::seconds(1);
inline constexpr std::size_t kEchoLingerBytes = std::size_t{1024} * 1024;
// Refused clients that linger at once; the oldest is closed for a new one. Part of kReservedFds.
inline constexpr std::size_t kTurnedAwayClients = 32;
// Pause of accepting after a shortage of descriptors or memory: checked ten times a second, one log line a
// shortage.
inline constexpr Duration kAcceptBackoff = std::chrono::milliseconds(100);
// Defaults of `serve`. A user at a keyboard pauses for minutes; a client that reads no byte for 30 s is dead
// or hostile.
inline constexpr Duration kEchoIdleTimeout = std::chrono::minutes(10);
inline constexpr Duration kEchoStallTimeout = std::chrono::seconds(30);
inline constexpr Duration kEchoDrainTimeout = std::chrono::seconds(10);
// Stack of a client's thread: kEchoBufferBytes, a log line and a reserve. With glibc's 8 MiB ten thousand
// clients take 80 GB of addresses, which strict overcommit refuses. glibc keeps 40 MB of ended stacks for
// reuse: 160 of these, but 5 of 8 MiB.
inline constexpr std::size_t kClientStackBytes = std::size_t{256} * 1024;
// Default number of datagrams a second returned to one source address: enough for measurements by hand, and
// at most 1.2 Mbit/s to a victim whose address was forged.
inline constexpr std::uint64_t kUdpRatePerS = 100;
// A datagram counts as one for each started piece of this size, the payload of an Ethernet frame: 64 KiB
// count as 45.
inline constexpr std::size_t kUdpCountedBytes = 1472;
// Source addresses whose rate is tracked, about 100 bytes each. A new address in a full table inherits the
// allowance of the oldest, so that a flood of forged sources gains nothing.
inline constexpr std::size_t kUdpSources = 65'536;

// Entries of the submission queue (a full queue is submitted at once) and of the completion queue.
inline constexpr unsigned kRingEntries = 2048;
inline constexpr unsigned kRingCompletions = 16384;
// Receive buffers: 16 KiB each, because 4 KiB halved the rate of large messages; 32 MiB of addresses a
// thread, of which only pages that were filled take memory.
inline constexpr unsigned kRingBuffers = 2048;
inline constexpr std::size_t kRingBufferBytes = std::size_t{16} * 1024;

}  // namespace sounder

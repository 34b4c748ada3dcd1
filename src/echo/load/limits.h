// The caps and defaults of `load`, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Defaults of `load`: enough connections to keep a server with several threads busy, long enough that
// the 99.9th percentile at 1,000/s rests on ten answers.
inline constexpr std::size_t kLoadConnections = 100;
inline constexpr std::size_t kLoadMessageBytes = 64;
inline constexpr Duration kLoadDuration = std::chrono::seconds(10);
// A connect or an answer without progress for this long fails: it includes two retransmitted SYNs (1 s, 3 s).
inline constexpr Duration kLoadTimeout = std::chrono::seconds(5);
// More than a process usually may open; the limit of descriptors applies as well.
inline constexpr std::size_t kMostLoadConnections = 1'000'000;
// Messages are not stored, so this bounds no memory; larger messages show nothing new.
inline constexpr std::size_t kMostMessageBytes = std::size_t{16} * 1024 * 1024;
// Requests without an answer on one connection. With a schedule, further requests wait in this program.
inline constexpr std::size_t kMostPipelined = 1024;
// Times of sending in memory, 8 bytes each: 128 MB. In a closed loop: connections times pipeline.
inline constexpr std::size_t kMostTimesKept = std::size_t{16} << 20U;
// Requests a second of a schedule: one each nanosecond.
inline constexpr double kMostLoadRatePerS = 1e9;
inline constexpr unsigned kMostLoadThreads = 64;
// Default number of connections for a thread: with fewer, a wake-up finds a single answer, and another thread
// costs more than it adds.
inline constexpr std::size_t kLoadConnectionsPerThread = 64;
// Pause before a broken connection is opened again: ten thousand of them make 20,000 connects a second.
inline constexpr Duration kReopenPause = std::chrono::milliseconds(500);
// How long an interrupted run waits for outstanding answers.
inline constexpr Duration kInterruptPatience = std::chrono::seconds(1);
// With --udp: the largest datagram of IPv4, 65,535 bytes less both headers.
inline constexpr std::size_t kMostDatagramBytes = 65'507;
// With --udp: a datagram without an answer for this long is lost. Longer round trips are not usable.
inline constexpr Duration kUdpLoadTimeout = std::chrono::seconds(1);
// Datagrams of one socket, a byte each, for which a duplicate answer is recognised.
inline constexpr std::size_t kDatagramsRemembered = 1024;
// Messages are pieces of a ring of pseudo-random bytes. A piece is contiguous: one send(2), one memcmp. Two
// messages begin at the same place with a probability of 1 in 262,144.
inline constexpr std::size_t kLoadRingBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kLoadPieceBytes = std::size_t{64} * 1024;
// Source addresses of a run: 2,000 have 56 million local ports.
inline constexpr std::size_t kMostSources = 2'000;

// Bytes received from one connection in one call.
inline constexpr std::size_t kLoadReceiveBytes = std::size_t{256} * 1024;

}  // namespace sounder

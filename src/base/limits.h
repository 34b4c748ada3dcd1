// Every cap, with its reason. Nothing in this program grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Descriptors kept for everything that is no connection: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

// --- A scan's plan
// -------------------------------------------------------------------------------------------

// How long a try is waited for before anything is known of its host (RFC 6298, 2.1).
inline constexpr Duration kFirstTryTimeout = std::chrono::seconds(1);
// Never shorter: a busy two-core machine may read an answer some milliseconds after it came.
inline constexpr Duration kTryTimeoutFloor = std::chrono::milliseconds(20);
// Never longer: 2 s is more than a satellite's round trip with its queue; what comes later still counts.
inline constexpr Duration kTryTimeoutCeiling = std::chrono::seconds(2);
// Linux sends a SYN again after 1 s (TCP_TIMEOUT_INIT), so an answer from then on cannot be told from a loss.
inline constexpr Duration kKernelRetransmit = std::chrono::milliseconds(990);
// Tries of one pair. At least two, because one silence proves nothing; at most ten, because at half of all
// probes lost that is still one miss in a thousand, and a path worse than that is no path.
inline constexpr int kTriesMin = 2;
inline constexpr int kTriesMax = 10;
// The share of answering pairs that may go unfound: 65,535 open ports at this rate are one miss in less than
// two scans.
inline constexpr double kMissTarget = 1e-5;
// The last pass over what stayed silent waits at least so long after the one before it: loss comes in bursts
// (Wan et al., "On the Origin of Scanning", IMC 2020).
inline constexpr Duration kLatePassDelay = std::chrono::milliseconds(500);
// Hosts are worked on in groups. A group's pairs cost a bit each (2 MB), a host about 250 bytes (4 MB), one
// with pairs enough for a model of its path 8 KB more (8 MB). Groups are opened until so many hosts and pairs
// are open at once: 8 MB of bits and 33 MB of hosts.
inline constexpr std::uint64_t kGroupPairs = 16U << 20U;
inline constexpr std::uint64_t kGroupHosts = 16384;
inline constexpr std::uint64_t kGroupModelledHosts = 1024;
inline constexpr std::uint64_t kOpenPairs = 4 * kGroupPairs;
inline constexpr std::uint64_t kOpenHosts = 8 * kGroupHosts;
inline constexpr std::uint64_t kOpenModelledHosts = 4 * kGroupModelledHosts;
// Tries whose time is not up, of one plan: 24 bytes each. 500,000/s for the first second of a scan of silent
// hosts.
inline constexpr std::size_t kTriesInFlight = 512U << 10U;
// Tries owed to pairs after a local shortage; while there are so many, nothing new is begun.
inline constexpr std::size_t kTriesOwed = 4096;
// Verdicts made at once when a group closes, so that a group of silent pairs never stands in memory whole.
inline constexpr std::size_t kVerdictsAtOnce = 16384;
// Probes a second beyond the local link when nobody says --max-rate: more than that and the routers on the
// way, with their connection tables and queues, are measured instead of the target.
inline constexpr double kRoutedRatePerS = 100'000;
// To one host that has answered nothing yet, beyond what it began with.
inline constexpr double kSilentHostRatePerS = 20'000;
// A host that answered and fell silent altogether is asked by a canary now and then for so long; then it is
// given up.
inline constexpr Duration kStallPatience = std::chrono::seconds(8);
// A local shortage: the first wait before a try that is owed, the longest, and when the pair is called
// untested.
inline constexpr Duration kShortageWaitFirst = std::chrono::milliseconds(2);
inline constexpr Duration kShortageWaitLast = std::chrono::milliseconds(500);
inline constexpr Duration kShortagePatience = std::chrono::seconds(20);

}  // namespace sounder

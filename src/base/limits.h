// Waits that several floors share. Every other cap stands in the file of what it limits, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// The longest sleep of a scanning thread before it checks its stop token: the longest wait after Ctrl-C.
inline constexpr Duration kStopLatency = std::chrono::milliseconds(50);

// Interval between updates of a progress line: people cannot read more than ten a second.
inline constexpr Duration kProgressEvery = std::chrono::milliseconds(100);

// How long a try is waited for before anything is known of its host (RFC 6298, 2.1).
inline constexpr Duration kFirstTryTimeout = std::chrono::seconds(1);

// Never shorter: a busy two-core machine may read an answer some milliseconds after it came.
inline constexpr Duration kTryTimeoutFloor = std::chrono::milliseconds(20);

// Never longer: 2 s is more than a satellite's round trip with its queue; what comes later still counts.
inline constexpr Duration kTryTimeoutCeiling = std::chrono::seconds(2);

// Tries of one pair. At least two, because one silence proves nothing; at most ten, because at half of all
// probes lost that is still one miss in a thousand, and a path worse than that is no path.
inline constexpr int kTriesMin = 2;
inline constexpr int kTriesMax = 10;

// The share of answering pairs that may go unfound, with every port open one miss in fifteen
// scans. At 1e-5 the lab lost one open port of six thousand at 5 % loss each way: an estimate of the loss
// that is a little low takes a whole try away.
inline constexpr double kMissTarget = 1e-6;

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

// To one host that has answered nothing yet, beyond what it began with: its first tries, and its later ones.
// Nothing says what its path bears, so the first look is quick and the second careful: on an uplink of 10
// Mbit/s, 21,000 SYNs a second, one port in ten goes unasked twice, where two passes of that time in equal
// halves would leave one in six.
inline constexpr double kSilentHostRatePerS = 60'000;
inline constexpr double kSilentHostRetryRatePerS = 25'000;

// While all hosts of a scan beyond the local link are silent: to all of them.
inline constexpr double kSilentScanRatePerS = 25'000;

// So many ports of a host with a model of its own are waited for as long as any. Is none of them answered,
// then its other tries wait less: a first one for twice what its neighbours are waited for, between these
// two, and a later one for any way on the ground. Waiting costs a socket: 18,000 of them make
// 36,000 tries a second then. Later answers are heard as long as nothing else needs the socket, and by a SYN
// engine always; the first one ends the hurry.
inline constexpr std::uint32_t kSilentSample = 16;
inline constexpr Duration kSilentTimeoutLeast = std::chrono::milliseconds(100);
inline constexpr Duration kSilentTimeoutFirst = std::chrono::milliseconds(250);
inline constexpr Duration kSilentTimeoutLater = std::chrono::milliseconds(500);

// A host that answered and fell silent altogether is asked by a canary now and then for so long; then it is
// given up.
inline constexpr Duration kStallPatience = std::chrono::seconds(8);

// A local shortage: the first wait before a try that is owed, the longest, and when the pair is called
// untested.
inline constexpr Duration kShortageWaitFirst = std::chrono::milliseconds(2);
inline constexpr Duration kShortageWaitLast = std::chrono::milliseconds(500);
inline constexpr Duration kShortagePatience = std::chrono::seconds(20);

}  // namespace sounder

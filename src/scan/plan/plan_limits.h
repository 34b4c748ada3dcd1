// What bounds the memory of one plan, and why it is as much. Limits that tune an algorithm stand with it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sounder {

// Hosts are worked on in groups. A group's pairs cost a bit each (2 MB), a host about 250 bytes (4 MB), one
// with pairs enough for a model of its path 8 KB more (8 MB). Groups are opened until so many hosts and pairs
// are open at once: 8 MB of bits and 33 MB of hosts.
inline constexpr std::uint64_t kGroupPairs = 16U << 20U;
inline constexpr std::uint64_t kGroupHosts = 16384;
inline constexpr std::uint64_t kGroupModelledHosts = 1024;
inline constexpr std::uint64_t kOpenPairs = 4 * kGroupPairs;
inline constexpr std::uint64_t kOpenHosts = 8 * kGroupHosts;
inline constexpr std::uint64_t kOpenModelledHosts = 4 * kGroupModelledHosts;
// Tries whose time is not up: 24 bytes each. 500,000/s for the first second of a scan of silent hosts.
inline constexpr std::size_t kTriesInFlight = 512U << 10U;
// Tries to resend after a local shortage, 24 bytes each. While there are so many, nothing new is begun.
inline constexpr std::size_t kMostResends = 4096;
// Verdicts made at once when a group closes, so that a group of silent pairs never stands in memory whole.
inline constexpr std::size_t kVerdictsAtOnce = 16384;

}  // namespace sounder

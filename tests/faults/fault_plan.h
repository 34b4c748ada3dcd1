// Which calls of the program under test fail, and how: the memory of libsounder_faults.so. Told by the
// environment, read once:
//
//   SOUNDER_FAULTS   rules, separated by commas: CALL:FAULT:N    the N-th such call (from 1) fails, and no
//   other
//                                                CALL:FAULT:N+   that one and all that come after
//                                                CALL:FAULT      any may fail: one in SOUNDER_FAULT_ONE_IN
//     CALL is a function, with @ and the kind of its descriptor where it takes one: socket, recv@tcp,
//     write@file, ring_send. FAULT is the name of an errno value or of an error of getaddrinfo(3), or SHORT:
//     less is done than was asked for.
//   SOUNDER_FAULT_ONE_IN, SOUNDER_FAULT_SEED   which ones: a hash of the seed, the call, the thread and how
//   many of these it made SOUNDER_FAULT_LIMIT    so many faults at most (none: no limit) SOUNDER_FAULT_REPORT
//   a file for the Report below, which its reader shares: it counts calls, lists what was injected,
//                          and stops it at any time by clearing `enabled`
//
// For any thread. Takes no lock, no heap and no call that is itself interposed.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sounder::faults {

// Every call that can fail here. What the program imports besides is listed in harmless_calls.txt with its
// reason.
inline constexpr auto kCalls = std::to_array<std::string_view>(
    {"accept",    "accept4",        "bind",         "close",     "connect",    "epoll_create1",
     "epoll_ctl", "epoll_pwait2",   "epoll_wait",   "eventfd",   "fflush",     "flock",
     "fopen",     "fstat",          "fsync",        "ftruncate", "fwrite",     "getaddrinfo",
     "ioctl",     "listen",         "mmap",         "open",      "pipe2",      "poll",
     "ppoll",     "pthread_create", "read",         "recv",      "recvfrom",   "recvmmsg",
     "recvmsg",   "rename",         "ring_buffers", "ring_make", "ring_poll",  "ring_receive",
     "ring_send", "ring_submit",    "ring_wait",    "send",      "sendmmsg",   "sendmsg",
     "sendto",    "setsockopt",     "signalfd",     "socket",    "socketpair", "stat",
     "unlink",    "write",          "writev"});

consteval unsigned call(std::string_view name) {
  for (unsigned i = 0; i < kCalls.size(); ++i)
    if (kCalls[i] == name) return i;
  throw "no such call";
}

// Of a descriptor; kNone for calls that take none.
enum class Kind : std::uint8_t { kNone, kFile, kPipe, kTerminal, kTcp, kUdp, kUnix, kPacket, kOther };
inline constexpr std::array<std::string_view, 9> kKinds{"",    "file", "pipe",   "terminal", "tcp",
                                                        "udp", "unix", "packet", "other"};

inline constexpr int kShort = 10'000;         // beyond every errno value
inline constexpr int kAddressError = 20'000;  // and minus an EAI_ code

// What a reader of SOUNDER_FAULT_REPORT finds: native byte order, no padding.
struct Report {
  struct Slot {
    std::array<char, 32> name;  // empty: never called
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> injected;
  };
  struct Record {
    std::uint32_t slot;
    std::int32_t fault;
    std::uint64_t number;  // of the call
  };
  std::atomic<std::uint32_t> enabled;
  std::atomic<std::uint32_t> injected;
  std::array<Slot, kCalls.size() * kKinds.size()> slots;
  std::array<Record, 256> records;  // the first ones
};

// Counts the call. nullopt: let it be made. `may_wait`: it would wait rather than fail with EAGAIN.
std::optional<int> fault_for(unsigned call, Kind kind = Kind::kNone, bool may_wait = false);

}  // namespace sounder::faults

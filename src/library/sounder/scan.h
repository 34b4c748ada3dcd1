// The port scanner of sounder as a library: which ports answer, with a result for every probe.
//
//   find_package(sounder REQUIRED)
//   target_link_libraries(your_program PRIVATE sounder::sounder)
//
// The only installed header. It needs C++23 and the standard library only. examples/scan is a complete
// program.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sounder {

// The options of a scan: those of `sounder scan`, with the same syntax and defaults.
struct ScanOptions {
  std::vector<std::string> targets;    // names, addresses, 192.0.2.0/24, host:port, as docs/cli.md lists them
  std::vector<std::string> exclude{};  // leave these out, in the syntax of targets
  std::string ports = "-";             // like 22,80,1000-2000 or ssh; "-": all
  enum class Engine : std::uint8_t {
    kAuto,     // SYN packets of its own where this process may (CAP_NET_RAW), else connect
    kConnect,  // needs no privilege
    kSyn,      // an error without CAP_NET_RAW
  } engine = Engine::kAuto;
  unsigned threads = 0;                               // 0: one for each processor of this process
  std::optional<double> max_rate_per_s{};             // probes a second, over all threads
  std::optional<std::chrono::nanoseconds> timeout{};  // of one try; else from the round trips
  std::optional<int> tries{};                         // of one port; else from the losses
  std::optional<std::uint64_t> seed{};                // of the order of the probes; else a random one
  bool authorized = false;  // you may scan the targets: needed for more than 65,536 public addresses
  std::stop_token stop{};   // a stop request ends the scan at once; the other ports are untested
};

// Every probe ends in exactly one of these.
enum class PortState : std::uint8_t {
  kOpen,
  kClosed,
  kFiltered,     // no answer, in as many tries as the measured loss requires
  kUnreachable,  // a router, or this machine's routes, report that no packet arrives there
  kUntested,     // this machine lacked a resource; of an interrupted scan these ports are only counted
};

struct PortResult {
  std::string address;    // "192.0.2.7", "2001:db8::7"
  std::string_view host;  // the name among the targets, empty for an address; valid during the call
  std::uint16_t port = 0;
  PortState state = PortState::kUntested;
  std::string_view reason;  // "syn-ack", "reset", "no-response": nmap's words (docs/formats.md)
  std::optional<std::chrono::nanoseconds> round_trip{};
};

struct ScanTotals {
  std::uint64_t probes = 0;  // targets x ports: the sum of the next five
  std::uint64_t open = 0;
  std::uint64_t closed = 0;
  std::uint64_t filtered = 0;
  std::uint64_t unreachable = 0;
  std::uint64_t untested = 0;
  std::uint64_t sent = 0;  // tries, retries included
  std::chrono::nanoseconds elapsed{};
  bool interrupted = false;  // by `stop`
};

// Scans, and returns when every probe has a result. `on_port` is called for each port as soon as its state is
// final, in no order, from threads of the scan but never from two at once; it must not throw, and the scan
// waits for it. An error is one line for people: an invalid option, an unknown name, a resource that this
// machine lacks. Raises this process's soft limit of descriptors to the hard one. Several scans may run at
// once.
std::expected<ScanTotals, std::string> scan(const ScanOptions& options,
                                            const std::function<void(const PortResult&)>& on_port);

}  // namespace sounder

// The state of a scan, saved so that a later run can continue it, even after kill -9: the pairs that have a
// verdict, the parts of the verdicts that reports need again, and how far the silent pairs were tried. Data
// and pure functions. Memory: open ports, hosts under way (a bit for each port and kind of verdict), and a
// range for each gap in the order of hosts; never targets times ports.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scan/event.h"
#include "scan/request.h"
#include "scan/share_marks.h"
#include "scan/sink.h"

namespace sounder {

struct SettledAs {
  State state = State::kUntested;
  Reason reason = Reason::kInterrupted;
  friend auto operator<=>(const SettledAs&, const SettledAs&) = default;
};

// The ports of one host that have a verdict, by state and reason: a bit for each, by its index among
// the ports of the host.
class SettledPorts {
 public:
  explicit SettledPorts(std::uint32_t ports) : ports_(ports) {}
  // precondition: port < ports, and it has no verdict yet.
  void add(std::uint32_t port, const SettledAs& as);
  bool has(std::uint32_t port) const;
  std::uint32_t count() const { return count_; }
  std::uint32_t ports() const { return ports_; }
  bool complete() const { return count_ == ports_; }
  Counts counts() const;
  // Port p is bit p % 64 of word p / 64.
  using Bits = std::vector<std::uint64_t>;
  const std::map<SettledAs, Bits>& by_verdict() const { return by_verdict_; }
  // Calls f(port, SettledAs) for each, in the order of states, reasons and ports.
  template <typename F>
  void for_each(F&& f) const {
    for (const auto& [as, bits] : by_verdict_)
      for (std::uint32_t word = 0; word < bits.size(); ++word)
        for (std::uint64_t left = bits[word]; left != 0; left &= left - 1)
          f(64 * word + static_cast<std::uint32_t>(std::countr_zero(left)), as);
  }

 private:
  static bool is_set(const Bits& bits, std::uint32_t port) {
    return (bits[port / 64] >> port % 64 & 1U) != 0;
  }

  std::uint32_t ports_;
  std::uint32_t count_ = 0;
  std::map<SettledAs, Bits> by_verdict_;
};

struct OpenPort {
  PairIndex pair = 0;
  Reason reason = Reason::kSynAck;
  std::optional<Duration> rtt;
};

// An output file, and its length when the scan was saved.
struct SavedOutput {
  std::string format;  // its flag
  std::string file;
  std::uint64_t bytes = 0;
};

// For people, who are told how another scan differs.
struct AskedFor {
  std::vector<std::string> targets;  // ranges of addresses; none if that is not known
  std::string ports;                 // of any target
};

struct SavedScan {
  std::uint64_t scan = 0;  // fingerprint()
  std::uint64_t seed = 0;
  std::string command;  // for people
  AskedFor asked;
  std::uint64_t sent = 0;
  Duration elapsed{};
  Counts counts{};  // of all pairs that have a verdict
  std::uint64_t hosts_up = 0;
  std::uint64_t hosts_down = 0;
  // Hosts with all their verdicts: ranges [first, last] of places in host_order(), none touching another.
  std::map<std::uint64_t, std::uint64_t> finished;
  std::map<std::uint64_t, HostDone> with_open;      // of those, by host, the ones with an open port
  std::map<std::uint64_t, SettledPorts> under_way;  // by host
  std::vector<OpenPort> open;                       // all that were found
  std::vector<ShareMarks> marks;                    // by share
  std::vector<SavedOutput> outputs;

  bool is_finished(std::uint64_t place) const;
  std::uint64_t hosts_finished() const;
  std::uint64_t pairs_settled() const { return counts.total(); }
};

// Identifies a scan: equal for equal sets of addresses and ports, however they were written. Seed, rate,
// timeouts and tries are not part of it.
std::uint64_t fingerprint(const ScanRequest& request);

// Marks the host at this place of the order as finished.
void add_finished(std::map<std::uint64_t, std::uint64_t>& finished, std::uint64_t place);

// Keeps a SavedScan up to date with the events of the scan.
class ScanRecorder final : public ScanSink {
 public:
  // `before`: what earlier runs did.
  ScanRecorder(const ScanRequest& request, SavedScan before);
  void on_verdict(const Verdict& verdict) override;
  // A host whose verdicts are incomplete, because the scan was interrupted, stays under way.
  void on_host(const HostDone& host) override;
  void on_summary(const Summary&) override {}
  const SavedScan& saved() const { return saved_; }

 private:
  const ScanRequest request_;
  const HostOrder host_order_;
  SavedScan saved_;
};

// Which verdicts of a saved scan are passed to a sink again.
enum class Replay {
  kUnderWay,  // of hosts under way; a file that is continued has the others
  kAllKept,   // these, and the open ports and HostDone of finished hosts
};
void replay(const SavedScan& saved, const ScanRequest& request, Replay what, ScanSink& sink);

}  // namespace sounder

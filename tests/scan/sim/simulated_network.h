// A network that exists only in virtual time: hosts behind paths that delay, lose, queue, limit and reorder,
// all from one seed. Not thread-safe: the engines on it are driven one after the other, the one that is
// behind first.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

#include "base/clock.h"
#include "net/address.h"
#include "scan/probe.h"

namespace sounder::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }  // [0, 1)
  bool chance(double probability) { return probability > 0 && unit() < probability; }
  Duration upto(Duration most) {
    return Duration(static_cast<Duration::rep>(unit() * static_cast<double>(most.count())));
  }
  double exponential(double mean);

 private:
  std::uint64_t state_;
};

// A link of some packets a second with a queue before it that drops at its tail. rate 0: infinitely fast.
struct LinkSpec {
  double rate_per_s = 0;
  double queue_packets = 0;
};

// Loss in bursts (Gilbert 1960, Elliott 1963), here in time: good and bad spells of exponential length; in a
// bad one packets are lost with `bad_loss`. good_s 0: no bursts.
struct BurstSpec {
  double good_s = 0;
  double bad_s = 0;
  double bad_loss = 1;
};

// A token bucket that drops what finds no token (nft "limit rate over", tc police). rate 0: none. `burst`:
// its depth.
struct PolicerSpec {
  enum class Drops : std::uint8_t { kSyns, kAnswers, kIcmp };

  double rate_per_s = 0;
  double burst = 1;
  Drops drops = Drops::kSyns;
  std::optional<Duration> from{};  // since the start
  std::optional<Duration> until{};
};

// A scan detector: SYNs beyond this token bucket ban their source for a while. rate 0: none.
struct BanSpec {
  double rate_per_s = 0;
  double burst = 1;
  Duration lasts = std::chrono::seconds(10);
  bool extends = false;  // each SYN of a banned source begins the time anew
};

enum class PortIs : std::uint8_t { kOpen, kClosed, kDropped, kRejected };  // rejected: ICMP unreachable

struct HostSpec {
  Duration round_trip{};
  Duration jitter{};  // up to so much more, each packet
  double loss_each_way = 0;
  BurstSpec bursts{};
  LinkSpec link{};
  std::function<PortIs(std::uint16_t)> port = [](std::uint16_t) { return PortIs::kClosed; };
  PolicerSpec policer{};
  BanSpec ban{};
  double resets_per_s = 0;              // 0: no limit; the bucket is a tenth of a second deep, at least 10
  double icmp_per_s = 0;                // likewise
  double duplicated = 0;                // answers that come twice
  double reordered = 0;                 // answers that come up to a round trip later
  std::optional<Duration> up_from{};    // silent before, since the start
  std::optional<Duration> down_from{};  // silent after
  // A connection table on the way: full after so many probes within its memory, and then nothing passes.
  std::uint64_t table_entries = 0;
  Duration table_memory = std::chrono::seconds(2);
};

struct NetworkSpec {
  std::function<HostSpec(const Address&)> host;
  LinkSpec first_link;    // of the scanning machine
  PolicerSpec policer{};  // that all hosts are behind
  std::uint64_t seed = 1;
};

struct LinkUse {
  double largest_queue = 0;   // packets
  double full_share = 0;      // of the time, with the queue nine tenths full or more
  double half_share = 0;      // with the queue over half full
  std::uint64_t dropped = 0;  // at the tail
};

// What comes back for one packet, and when.
struct Reply {
  Reason reason;
  Instant at;
};

class SimulatedNetwork {
 public:
  explicit SimulatedNetwork(NetworkSpec spec) : spec_(std::move(spec)), random_(spec_.seed) {}

  // A SYN leaves at `now`; never earlier than the one before it. Returns the reply, and a second one if
  // duplicated.
  struct Replies {
    std::optional<Reply> first;
    std::optional<Reply> second;
  };
  Replies send(Instant now, const Endpoint& to);

  LinkUse use() const;  // of the worst link
  std::uint64_t packets() const { return packets_; }

 private:
  class Link {
   public:
    // When the packet has passed; nullopt: dropped at the tail.
    std::optional<Instant> pass(const LinkSpec& spec, Instant now);
    LinkUse use(Instant end) const;

   private:
    Instant busy_until_{};
    Instant last_{};
    double last_queue_ = 0;
    double largest_ = 0;
    Duration full_{};
    Duration half_{};
    std::uint64_t dropped_ = 0;
  };
  struct Bucket {
    double tokens = -1;
    Instant at{};
    bool take(double rate_per_s, double depth, Instant now);
  };
  // As an ordinary limit of answers is configured: a tenth of a second deep.
  static bool take_limited(Bucket& bucket, double rate_per_s, Instant now);
  struct Bursts {
    bool bad = false;
    Instant until{};
  };
  struct HostState {
    HostSpec spec;
    Link link;
    Bucket policer;
    Bucket ban;
    Instant banned_until{};
    Bucket resets;
    Bucket icmp;
    Bursts bursts;
    Instant table_since{};
    std::uint64_t table_used = 0;
  };

  bool lost(HostState& host, Instant now);
  static bool table_full(HostState& host, Instant now);
  static bool banned(HostState& host, Instant now);
  static bool passes(const PolicerSpec& spec, Bucket& bucket, PolicerSpec::Drops what, Instant now);
  bool passes_policers(HostState& host, PolicerSpec::Drops what, Instant now);

  NetworkSpec spec_;
  Random random_;
  std::unordered_map<Address, HostState> hosts_;
  Link first_link_;
  Bucket policer_;
  std::uint64_t packets_ = 0;
  Instant last_{};
};

}  // namespace sounder::sim

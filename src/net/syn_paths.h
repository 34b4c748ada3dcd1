// The path of a SYN to each address: interface, source, next-hop neighbour, and the packet to patch.
//
// Frames bypass this machine's firewall, so the first SYN to a next hop goes through the kernel, and frames
// follow if it was not refused.
//
// The kernel resolves neighbours (ARP, NDP): it is given one SYN for an unknown neighbour, and asked until it
// has resolved it or given up. Until then the caller keeps further packets. At most kNeighboursSought are
// resolved at once, so that a scan of a large local network never fills the neighbour table
// (net.ipv4.neigh.default.gc_thresh1: 128 entries stay; the limit is 1,024).
//
// Routes are remembered until the kernel reports a change (route_watch.h). A route that is gone then is lost
// (kLost) and may come back; an address that had no route from the start has none (kNone). A link without a
// carrier, and a neighbour that is not resolved once its link is back, are lost too.
//
// One owner, one thread.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "net/lost_routes.h"
#include "net/path_check.h"
#include "net/route_watch.h"
#include "net/routes.h"
#include "net/syn_packet.h"

namespace sounder {

// Neighbours that the kernel resolves for the scan at once. Its table has 1,024 entries for the whole
// machine; from 512 on it drops those older than five seconds (net.ipv4.neigh.default.gc_thresh2,
// gc_thresh3). A /20 of silent neighbours left 512 entries with this value, and 1,017 with twice as many.
inline constexpr std::size_t kNeighboursSought = 128;

class SynPaths {
 public:
  enum class Way : std::uint8_t {
    kNone,      // no route
    kNoSource,  // no address to send from
    kRefused,   // only the kernel's connections go there (path_news.h)
    kIp,        // the kernel sends IP packets: loopback, tunnels, PPP
    kFrame,     // Ethernet frames to a known neighbour
    kSeek,      // the neighbour is unknown, or the firewall: the next packet goes through the kernel, once
    kSought,    // the kernel is resolving it: wait
    kFailed,    // resolution failed
    kCrowded,   // too many resolutions at once: try later
    kUnknown,   // the kernel did not say: try later
    kLost,      // there was a route, or there may have been: try later
  };
  // What the kernel made of its first packet to a next hop.
  struct Leave {
    Instant asked = Instant::max();  // packets of the same moment may all be refused
    bool refused = false;
    bool works = false;   // a neighbour was resolved there, since the link was down
    bool worked = false;  // or before
  };
  struct Path {
    Way way = Way::kNone;
    unsigned interface = 0;
    Address source = {};
    std::optional<SynPacket> packet = {};  // frame or IP packet, as `way` asks for; kSeek: an IP packet
    Address next_hop = {};
    Instant look{};     // when the kernel is asked about the neighbour again
    Duration pause{};   // between two requests
    Instant give_up{};  // of a neighbour that is being resolved
    Leave* leave = nullptr;
  };

  // Without `check` frames may go anywhere; without `watch` routes do not change.
  explicit SynPaths(Routes routes, std::unique_ptr<PathCheck> check = nullptr, RouteWatch watch = {});

  // Looks for changes of the routes. True: there were some, all paths are looked up anew, and no neighbour is
  // sought any more.
  bool renew(Instant now, bool at_once = false);
  // Whether this error of sending there means that the route is lost. If so, all paths are looked up anew.
  bool is_loss(const Endpoint& to, Errno error, Instant now);

  // Valid until the next call. After kSeek the caller sends one packet through the kernel.
  const Path& to(const Endpoint& to, Instant now);
  // Asks the kernel about the neighbours that are due, and appends an address of each one that is resolved or
  // failed now.
  void look(Instant now, std::vector<Address>& settled);
  // The kernel did not let the packet of kSeek out (EPERM). False: there was none, the address has no such
  // path.
  bool refuse(const Address& address);
  // The paths that were found to be kRefused, lost, or back, since the last call.
  void take_news(std::vector<PathNews>& news);
  // When look() has something to do; Instant::max(): no neighbour is sought.
  Instant next_look() const { return next_look_; }

 private:
  struct Sought {
    Address address;
    Path* path;
  };
  // Where packets to different addresses go the same way.
  struct Hop {
    Way way;
    unsigned interface;
    Address source = {};
    Address next;
    friend auto operator<=>(const Hop&, const Hop&) = default;
  };
  // The last IPv4 blocks that were asked for: a look-up that stays in the processor's cache.
  struct Recent {
    std::uint32_t block = 0;
    Path* path = nullptr;
  };
  static constexpr std::size_t kRecent = 4096;

  const Path& path_to(const Endpoint& to, Instant now);
  Path& find(const Endpoint& to);
  Path& look_up(const Endpoint& to);
  bool is_whole(const Address& block, const Address& address) const;
  void divide(const RoutePrefix& prefix);
  void forget();
  bool is_usable(const Route& route, const Address& to);
  bool is_lost(const Route& route, const Address& to);
  Path& path_over(const Route& route, const Endpoint& to);
  std::optional<PathNews::What> refusal(const Route& route, const Endpoint& to, bool framed);
  Hop hop_over(const Route& route, const Endpoint& to);
  void make_room();
  void ask(Path& path, Instant now);
  void found(Path& path, const MacAddress& mac, Instant now);

  Routes routes_;
  std::unique_ptr<PathCheck> check_;
  RouteWatch watch_;
  LostRoutes lost_routes_;
  std::vector<PathNews> news_;
  bool blocks_known_ = false;            // whether all prefixes of this machine were told
  std::unordered_set<Address> divided_;  // blocks in which not all addresses have one route
  bool rules_on_ports_;                  // of Routes
  std::unordered_map<Address, Path*> by_block_;
  std::unordered_map<Address, Path*> by_address_;
  std::map<Hop, Path> paths_;
  std::map<Hop, Leave> leaves_;  // by next hop; all neighbours of a link count as one
  Path unknown_{.way = Way::kUnknown,
                .look = Instant::max()};  // of an address whose route was not told; asked again each time
  Path lost_{.way = Way::kLost, .look = Instant::max()};  // likewise
  std::vector<Recent> recent_;
  std::vector<Sought> sought_;
  std::vector<Address> refused_;  // that were sought; look() tells of them
  Instant next_look_ = Instant::max();
};

}  // namespace sounder

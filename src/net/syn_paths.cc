#include "net/syn_paths.h"

#include <algorithm>
#include <cerrno>

namespace sounder {
namespace {

// Addresses and blocks with a cached route, 400 bytes each. Others are looked up again, 4 us each.
constexpr std::size_t kMostSynPaths = 65'536;

constexpr Duration kFirstPause = std::chrono::microseconds(200);
constexpr Duration kLastPause = std::chrono::milliseconds(20);
// The kernel asks three times, a second apart (net.ipv4.neigh.default.mcast_solicit, retrans_time_ms).
constexpr Duration kPatience = std::chrono::milliseconds(3500);
// A failed neighbour is resolved again after that, and a known one is asked for again.
constexpr Duration kFailedFor = std::chrono::seconds(2);
constexpr Duration kKnownFor = std::chrono::seconds(10);

// Blocks of addresses that share a route unless this machine has a longer prefix inside: /24 and /64.
constexpr unsigned kBlockBitsIpv4 = 24;
constexpr unsigned kBlockBitsIpv6 = 64;

Address block_of(const Address& address) {
  if (address.family() == Family::kIpv4) return Address::ipv4(address.ipv4_value() & 0xffffff00U);
  std::array<std::uint8_t, 16> bytes = address.bytes();
  std::fill(bytes.begin() + kBlockBitsIpv6 / 8, bytes.end(), std::uint8_t{0});
  return Address::ipv6(bytes);
}

}  // namespace

SynPaths::SynPaths(Routes routes, std::unique_ptr<PathCheck> check, RouteWatch watch)
    : routes_(std::move(routes)),
      check_(std::move(check)),
      watch_(std::move(watch)),
      rules_on_ports_(routes_.has_rules_on_ports()),
      recent_(kRecent) {
  blocks_known_ =
      routes_.for_each_prefix([&](const Address& first, unsigned bits) { divide({first, bits}); });
  if (check_)
    for (const RoutePrefix& block : check_->blocks()) divide(block);
}

void SynPaths::divide(const RoutePrefix& prefix) {
  const bool ipv4 = prefix.first.family() == Family::kIpv4;
  if (prefix.bits > (ipv4 ? kBlockBitsIpv4 : kBlockBitsIpv6)) divided_.insert(block_of(prefix.first));
}

bool SynPaths::is_whole(const Address& block, const Address& address) const {
  return blocks_known_ && address.scope() == 0 && !divided_.contains(block);
}

void SynPaths::take_news(std::vector<PathNews>& news) {
  news.insert(news.end(), news_.begin(), news_.end());
  news_.clear();
  lost_routes_.take_news(news);
}

bool SynPaths::renew(Instant now, bool at_once) {
  const RouteChange change = watch_.take(now, at_once);
  if (!change.any) return false;
  if (change.rules) rules_on_ports_ = routes_.has_rules_on_ports();
  if (change.unknown) blocks_known_ = false;
  for (const RoutePrefix& prefix : change.prefixes) divide(prefix);
  if (change.loss) lost_routes_.on_loss();
  forget();
  return true;
}

void SynPaths::forget() {
  routes_.forget_interfaces();
  for (auto& [hop, leave] : leaves_) {
    if (routes_.interface(hop.interface).runs) continue;
    leave.worked = leave.worked || leave.works;
    leave.works = false;
  }
  by_block_.clear();
  by_address_.clear();
  recent_.assign(kRecent, {});
  sought_.clear();
  refused_.clear();
  next_look_ = Instant::max();
  paths_.clear();
}

SynPaths::Path& SynPaths::find(const Endpoint& to) {
  if (to.address.family() != Family::kIpv4) return look_up(to);
  const std::uint32_t block = to.address.ipv4_value() >> (32 - kBlockBitsIpv4);
  const Recent& recent = recent_[block % kRecent];
  const bool known = recent.path != nullptr && recent.block == block;
  return known ? *recent.path : look_up(to);
}

SynPaths::Path& SynPaths::look_up(const Endpoint& to) {
  const Address& address = to.address;
  const Address block = block_of(address);
  const bool whole = is_whole(block, address);
  const auto remember = [&](Path& path) -> Path& {
    if (const bool ipv4 = address.family() == Family::kIpv4; ipv4) {
      const std::uint32_t number = address.ipv4_value() >> (32 - kBlockBitsIpv4);
      recent_[number % kRecent] = {number, &path};
    }
    return path;
  };
  if (whole)
    if (const auto known = by_block_.find(block); known != by_block_.end()) return remember(*known->second);
  if (const auto known = by_address_.find(address); known != by_address_.end()) return *known->second;
  make_room();
  const Route route = routes_.route(to);
  if (route.kind == RouteKind::kUnknown) return unknown_;
  if (is_lost(route, address)) {
    lost_routes_.tell_lost(address);
    return lost_;
  }
  Path& path = path_over(route, to);
  // A neighbour has its own frame, a local address its own source; a path by a gateway, a tunnel or nowhere
  // is the same for its block.
  const bool shared = whole && route.kind != RouteKind::kOnLink && route.kind != RouteKind::kLocal;
  (shared ? by_block_ : by_address_).insert_or_assign(shared ? block : address, &path);
  return shared ? remember(path) : path;
}

// Packets over this route leave, and answers to them may come back.
bool SynPaths::is_usable(const Route& route, const Address& to) {
  if (route.kind == RouteKind::kNone || !route.source || route.source->family() != to.family()) return false;
  if (route.kind == RouteKind::kLocal) return true;
  // IPv6: what the kernel is left with when its other addresses are gone.
  if (route.source->is_link_local() && !to.is_link_local()) return false;
  return routes_.interface(route.interface).runs;
}

bool SynPaths::is_lost(const Route& route, const Address& to) {
  const Address block = block_of(to);
  const Address& key = is_whole(block, to) ? block : to;
  if (!is_usable(route, to)) return lost_routes_.on_none(key);
  lost_routes_.on_route(key);
  return false;
}

bool SynPaths::is_loss(const Endpoint& to, Errno error, Instant now) {
  const bool no_link = error == ENETDOWN || error == ENODEV || error == ENXIO;
  const bool no_route = error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL;
  if (!no_link && !(no_route && routes_.route(to).kind == RouteKind::kNone)) return false;
  // The path was there when it was looked up.
  if (!renew(now, true)) forget();
  lost_routes_.on_loss();
  return true;
}

void SynPaths::make_room() {
  if (by_block_.size() + by_address_.size() < kMostSynPaths) return;
  by_block_.clear();
  by_address_.clear();
  recent_.assign(kRecent, {});
  std::erase_if(paths_, [](const auto& entry) {
    return entry.second.way != Way::kSeek && entry.second.way != Way::kSought;
  });
}

std::optional<PathNews::What> SynPaths::refusal(const Route& route, const Endpoint& to, bool framed) {
  if (rules_on_ports_ && route.kind != RouteKind::kLocal) return PathNews::What::kPortRules;
  // The kernel filters and encrypts the packets that it routes.
  return framed && check_ ? check_->refusal(to, route) : std::nullopt;
}

SynPaths::Hop SynPaths::hop_over(const Route& route, const Endpoint& to) {
  if (route.kind == RouteKind::kNone)
    return {lacks_source(to.address) ? Way::kNoSource : Way::kNone, 0, {}, {}};
  if (!route.source || route.source->family() != to.address.family()) return {Way::kNoSource, 0, {}, {}};
  const bool neighbour = route.kind == RouteKind::kOnLink || route.gateway.has_value();
  const Interface& link = routes_.interface(route.interface);
  const bool framed = neighbour && link.has_neighbours && link.mac;
  if (const auto why = refusal(route, to, framed)) {
    news_.push_back({to.address, *why});
    return {Way::kRefused, 0, {}, {}};
  }
  if (!framed) return {Way::kIp, route.interface, *route.source, {}};
  return {Way::kFrame, route.interface, *route.source, route.gateway.value_or(to.address)};
}

SynPaths::Path& SynPaths::path_over(const Route& route, const Endpoint& to) {
  const Hop hop = hop_over(route, to);
  const auto [entry, first] = paths_.try_emplace(hop);
  Path& path = entry->second;
  if (!first) return path;
  // kFailed with `look` in the past: the kernel is asked at once.
  path.way = hop.way == Way::kFrame ? Way::kFailed : hop.way;
  if (hop.way < Way::kIp) return path;
  path.interface = hop.interface;
  path.source = hop.source;
  path.next_hop = hop.next;
  path.packet.emplace(path.source, std::nullopt);
  if (hop.way == Way::kFrame)
    path.leave = &leaves_[{Way::kFrame, hop.interface, hop.source, route.gateway.value_or(Address{})}];
  return path;
}

const SynPaths::Path& SynPaths::to(const Endpoint& to, Instant now) {
  const Path& path = path_to(to, now);
  if (path.way == Way::kIp || path.way == Way::kFrame) lost_routes_.tell_way(to.address);
  return path;
}

const SynPaths::Path& SynPaths::path_to(const Endpoint& to, Instant now) {
  Path& path = find(to);
  if (path.way == Way::kSeek) path.way = Way::kSought;  // the caller has sent one meanwhile
  if (path.way == Way::kSought || path.way <= Way::kIp || now < path.look) return path;
  if (path.leave->refused) {
    path.way = Way::kRefused;
    return path;
  }
  ask(path, now);
  if (path.way == Way::kSeek) {
    sought_.push_back({to.address, &path});
    next_look_ = std::min(next_look_, path.look);
  }
  return path;
}

bool SynPaths::refuse(const Address& address) {
  Path& path = find({address, Port{0}});
  if (path.leave == nullptr) return false;
  if (!path.leave->refused) news_.push_back({address, PathNews::What::kFirewall});
  path.leave->refused = true;
  path.way = Way::kRefused;
  if (std::erase_if(sought_, [&](const Sought& sought) { return sought.path == &path; }) > 0) {
    refused_.push_back(address);
    next_look_ = Instant::min();
  }
  return true;
}

// Updates a path whose neighbour is not being resolved.
void SynPaths::ask(Path& path, Instant now) {
  const Neighbour known = routes_.neighbour(path.interface, path.next_hop);
  if (known.mac && path.leave->asked < now) {
    found(path, *known.mac, now);
    return;
  }
  path.way = sought_.size() < kNeighboursSought ? Way::kSeek : Way::kCrowded;
  if (path.way == Way::kSeek) path.leave->asked = std::min(path.leave->asked, now);
  path.packet.emplace(path.source, std::nullopt);
  path.pause = kFirstPause;
  path.look = now + path.pause;
  path.give_up = now + kPatience;
}

void SynPaths::found(Path& path, const MacAddress& mac, Instant now) {
  path.way = Way::kFrame;
  path.leave->works = true;
  path.packet.emplace(path.source, EthernetHeader{mac, *routes_.interface(path.interface).mac});
  path.look = now + kKnownFor;
}

void SynPaths::look(Instant now, std::vector<Address>& settled) {
  if (now < next_look_) return;
  next_look_ = Instant::max();
  settled.insert(settled.end(), refused_.begin(), refused_.end());
  refused_.clear();
  std::erase_if(sought_, [&](const Sought& sought) {
    Path& path = *sought.path;
    if (now >= path.look) {
      const Neighbour known = routes_.neighbour(path.interface, path.next_hop);
      if (known.mac) {
        found(path, *known.mac, now);
      } else if (known.failed || now >= path.give_up) {
        const bool lost = path.leave->worked && !path.leave->works;
        path.way = lost ? Way::kLost : Way::kFailed;
        path.look = now + kFailedFor;
        if (lost) lost_routes_.tell_lost(sought.address);
      } else {
        path.pause = std::min(2 * path.pause, kLastPause);
        path.look = now + path.pause;
      }
    }
    if (path.way != Way::kSeek && path.way != Way::kSought) {
      settled.push_back(sought.address);
      return true;
    }
    next_look_ = std::min(next_look_, path.look);
    return false;
  });
}

}  // namespace sounder

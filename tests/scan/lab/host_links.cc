#include "tests/scan/lab/host_links.h"

#include <algorithm>
#include <optional>

namespace sounder::test {
namespace {

constexpr std::size_t kHeaderBytes = 20;  // of IPv4 without options (RFC 791)
constexpr std::size_t kSourceAt = 12;
constexpr std::size_t kDestinationAt = 16;

std::optional<std::uint32_t> host_of(Side from, std::span<const std::byte> packet) {
  if (packet.size() < kHeaderBytes || std::to_integer<int>(packet[0]) >> 4 != 4) return std::nullopt;
  std::uint32_t address = 0;
  for (const std::byte b : packet.subspan(from == Side::kNear ? kDestinationAt : kSourceAt, 4))
    address = address << 8 | std::to_integer<std::uint32_t>(b);
  return address;
}

void add(LinkCounts& sum, const LinkCounts& counts) {
  if (counts.arrived == 0) return;
  sum.first = sum.arrived == 0 ? counts.first : std::min(sum.first, counts.first);
  sum.last = std::max(sum.last, counts.last);
  sum.arrived += counts.arrived;
  sum.lost += counts.lost;
  sum.dropped += counts.dropped;
  sum.duplicated += counts.duplicated;
  sum.largest_queue = std::max(sum.largest_queue, counts.largest_queue);
  sum.over_half = std::max(sum.over_half, counts.over_half);
}

}  // namespace

HostLinks::HostLinks(const BothWays& link, const std::vector<HostLink>& hosts, std::uint64_t seed) {
  const auto put = [&](const BothWays& both) {
    const std::uint64_t of_pair = seed * 1'000'003 + 2 * links_.size();
    links_.push_back({LinkModel(both.there, of_pair), LinkModel(both.back, of_pair + 1)});
  };
  put(link);
  for (const HostLink& host : hosts) {
    own_[host.host] = links_.size();
    put(host.link);
  }
}

LinkModel::Fate HostLinks::pass(Side from, std::span<const std::byte> packet, Instant now) {
  const auto host = host_of(from, packet);
  if (!host) return {};
  const auto found = own_.find(*host);
  Pair& pair = links_[found == own_.end() ? 0 : found->second];
  return (from == Side::kNear ? pair.there : pair.back).pass(now);
}

LinkTotals HostLinks::totals() const {
  LinkTotals totals;
  for (const Pair& pair : links_) {
    add(totals.there, pair.there.counts());
    add(totals.back, pair.back.counts());
  }
  return totals;
}

std::array<Duration, 32> HostLinks::busy_for() const {
  const Instant first = totals().there.first;
  std::array<Duration, 32> result{};
  for (std::size_t i = 1; i < links_.size() && i <= result.size(); ++i)
    if (links_[i].there.counts().arrived > 0) result[i - 1] = links_[i].there.counts().last - first;
  return result;
}

}  // namespace sounder::test

#include "scan/saved_scan.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/mix_bits.h"

namespace sounder {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) hash = mix_bits(hash ^ static_cast<unsigned char>(c));
  return mix_bits(hash ^ bytes.size());
}

Verdict verdict_on(const ScanRequest& request, PairIndex pair, const SettledAs& as,
                   std::optional<Duration> rtt) {
  return {pair, request.endpoint(pair), as.state, as.reason, rtt};
}

}  // namespace

void SettledPorts::add(std::uint32_t port, const SettledAs& as) {
  Bits& bits = by_verdict_[as];
  if (bits.empty()) bits.resize((ports_ + 63) / 64);
  bits[port / 64] |= std::uint64_t{1} << port % 64;
  ++count_;
}

bool SettledPorts::has(std::uint32_t port) const {
  return std::ranges::any_of(by_verdict_, [&](const auto& each) { return is_set(each.second, port); });
}

Counts SettledPorts::counts() const {
  Counts counts{};
  for (const auto& [as, bits] : by_verdict_)
    for (const std::uint64_t word : bits) counts[as.state] += static_cast<std::uint64_t>(std::popcount(word));
  return counts;
}

bool SavedScan::is_finished(std::uint64_t place) const {
  const auto after = finished.upper_bound(place);
  return after != finished.begin() && std::prev(after)->second >= place;
}

std::uint64_t SavedScan::hosts_finished() const {
  return std::accumulate(
      finished.begin(), finished.end(), std::uint64_t{0},
      [](std::uint64_t sum, const auto& range) { return sum + range.second - range.first + 1; });
}

std::uint64_t fingerprint(const ScanRequest& request) {
  const PortMap& ports = request.ports;
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < ports.runs(); ++i) {
    hash = mixed(hash, ports.set(ports.run(i).set).to_string());
    if (i > 0) hash = mix_bits(hash ^ ports.run(i).first_host);
  }
  for (std::size_t i = 0; i < request.targets.ranges(); ++i) {
    const AddressRange range = request.targets.range(i);
    hash = mix_bits(mixed(hash, range.first.to_string()) ^ range.count);
  }
  return hash;
}

void add_finished(std::map<std::uint64_t, std::uint64_t>& finished, std::uint64_t place) {
  std::uint64_t first = place;
  std::uint64_t last = place;
  const auto after = finished.upper_bound(place);
  if (after != finished.begin() && std::prev(after)->second + 1 == place) first = std::prev(after)->first;
  if (after != finished.end() && after->first == place + 1) {
    last = after->second;
    finished.erase(after);
  }
  finished[first] = last;
}

ScanRecorder::ScanRecorder(const ScanRequest& request, SavedScan before)
    : request_(request), host_order_(host_order(request)), saved_(std::move(before)) {
  saved_.scan = fingerprint(request);
  saved_.seed = request.seed;
}

void ScanRecorder::on_verdict(const Verdict& verdict) {
  const ScanRequest::Place place = request_.place_of(verdict.pair);
  const auto host = saved_.under_way.try_emplace(place.host, request_.ports_of(place.host)).first;
  host->second.add(place.port, {verdict.state, verdict.reason});
  ++saved_.counts[verdict.state];
  if (verdict.state == State::kOpen) saved_.open.push_back({verdict.pair, verdict.reason, verdict.rtt});
}

void ScanRecorder::on_host(const HostDone& host) {
  const auto found = saved_.under_way.find(host.host);
  if (found == saved_.under_way.end() || !found->second.complete()) return;
  saved_.under_way.erase(found);
  add_finished(saved_.finished, host_order_.index_of(host.host));
  if (host.counts[State::kOpen] > 0) saved_.with_open.emplace(host.host, host);
  if (host.counts[State::kOpen] + host.counts[State::kClosed] > 0)
    ++saved_.hosts_up;
  else
    ++saved_.hosts_down;
}

void replay(const SavedScan& saved, const ScanRequest& request, Replay what, ScanSink& sink) {
  std::map<PairIndex, OpenPort> open;
  for (const OpenPort& port : saved.open) open.emplace(port.pair, port);
  if (what == Replay::kAllKept) {
    for (const auto& [host, done] : saved.with_open) {
      const auto end = open.lower_bound(request.pair(host + 1, 0));
      for (auto port = open.lower_bound(request.pair(host, 0)); port != end; ++port)
        sink.on_verdict(
            verdict_on(request, port->first, {State::kOpen, port->second.reason}, port->second.rtt));
      sink.on_host(done);
    }
  }
  for (const auto& [host, settled] : saved.under_way) {
    settled.for_each([&, first = request.pair(host, 0)](std::uint32_t port, const SettledAs& as) {
      const auto found = as.state == State::kOpen ? open.find(first + port) : open.end();
      const auto rtt = found == open.end() ? std::nullopt : found->second.rtt;
      sink.on_verdict(verdict_on(request, first + port, as, rtt));
    });
  }
}

}  // namespace sounder

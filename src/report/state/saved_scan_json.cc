#include "report/state/saved_scan_json.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "report/state/other_scan.h"
#include "scan/names.h"
#include "scan/request.h"
#include "scan/targets/targets.h"

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

// 2: every value has a name, and verdicts have their state. 1 had arrays without names.
constexpr int kVersion = 2;
constexpr auto kLastReason = Reason::kInterrupted;

// --- Writing

// A bit for each port, four to a hexadecimal digit, the first port in the first digit's lowest bit.
std::string hex_of(const SettledPorts::Bits& bits, std::uint32_t ports) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  digits.reserve(16 * bits.size());
  for (const std::uint64_t word : bits)
    for (unsigned shift = 0; shift < 64; shift += 4) digits += kDigits[word >> shift & 0xFU];
  digits.resize((ports + 3) / 4);
  return digits;
}

Json settled_json(std::uint64_t host, const SettledPorts& settled) {
  Json verdicts = Json::array();
  for (const auto& [as, bits] : settled.by_verdict())
    verdicts.push_back({{"state", name_of(as.state)},
                        {"reason", name_of(as.reason)},
                        {"ports", hex_of(bits, settled.ports())}});
  return {{"host", host}, {"verdicts", std::move(verdicts)}};
}

Json counts_json(const Counts& counts) {
  Json json;
  for (const State state : kStates) json[std::string(name_of(state))] = counts[state];
  return json;
}

Json done_json(const HostDone& host) {
  Json json = {{"host", host.host}, {"counts", counts_json(host.counts)}};
  if (host.rtt)
    json["rtt"] = {{"smoothed_us", whole_us(host.rtt->smoothed)},
                   {"deviation_us", whole_us(host.rtt->deviation)},
                   {"timeout_us", whole_us(host.rtt->timeout)}};
  if (host.limits_resets) json["limits_resets"] = true;
  if (host.gave_up) json["gave_up"] = true;
  if (host.unproven > 0) json["unproven"] = host.unproven;
  if (host.policed_per_s) json["policed_per_s"] = *host.policed_per_s;
  if (host.silence)
    json["silence"] = {
        {"times", host.silence->times}, {"probes", host.silence->probes}, {"per_s", host.silence->per_s}};
  return json;
}

Json marks_json(const ShareMarks& share) {
  Json hosts = Json::array();
  for (const WalkMark& mark : share.hosts)
    hosts.push_back({{"host", mark.host},
                     {"cursor", mark.cursor},
                     {"pass", mark.pass},
                     {"finished", mark.finished},
                     {"answered", mark.answered},
                     {"lost", mark.lost},
                     {"heard", mark.heard}});
  return {{"lost", share.lost}, {"heard", share.heard}, {"hosts", std::move(hosts)}};
}

// --- Reading. Inside, whatever is wrong is thrown, as the JSON library does; nothing leaves
// parse_saved_scan.

struct Broken {};
struct OtherVersion {
  std::uint64_t version;
};

void require(bool holds) {
  if (!holds) throw Broken{};
}

std::uint64_t number_in(const Json& json, std::uint64_t end = UINT64_MAX) {
  require(json.is_number_unsigned());
  const auto number = json.get<std::uint64_t>();
  require(number < end);
  return number;
}

Duration duration_in(const Json& json) {
  constexpr std::uint64_t kLongestUs = 1ULL << 52;  // 142 years, far from what a Duration holds at most
  return std::chrono::microseconds(number_in(json, kLongestUs));
}

double weight_in(const Json& json) {
  require(json.is_number());
  const auto weight = json.get<double>();
  require(weight >= 0 && weight < 1e15);
  return weight;
}

template <typename Enum>
Enum named_in(const Json& json, Enum last) {
  const auto name = json.get<std::string>();
  for (int value = 0; value <= static_cast<int>(last); ++value)
    if (name_of(static_cast<Enum>(value)) == name) return static_cast<Enum>(value);
  throw Broken{};
}

bool flag_in(const Json& json, const char* name) { return json.contains(name) && json.at(name).get<bool>(); }

Counts counts_in(const Json& json) {
  Counts counts;
  for (const State state : kStates)
    counts[state] = number_in(json.at(std::string(name_of(state))), 1ULL << 60U);
  return counts;
}

void read_bits(const std::string& digits, const SettledAs& as, SettledPorts& settled) {
  require(digits.size() == (settled.ports() + 3) / 4);
  for (std::uint32_t at = 0; at < digits.size(); ++at) {
    unsigned digit = 0;
    const char* const place = digits.data() + at;
    require(std::from_chars(place, place + 1, digit, 16).ptr == place + 1);
    for (std::uint32_t bit = 0; bit < 4; ++bit) {
      if ((digit >> bit & 1U) == 0) continue;
      const std::uint32_t port = 4 * at + bit;
      require(port < settled.ports() && !settled.has(port));
      settled.add(port, as);
    }
  }
}

SettledPorts settled_in(const Json& json, std::uint32_t ports) {
  SettledPorts settled(ports);
  for (const Json& each : json.at("verdicts")) {
    const SettledAs as{named_in(each.at("state"), State::kUntested),
                       named_in(each.at("reason"), kLastReason)};
    read_bits(each.at("ports").get<std::string>(), as, settled);
  }
  return settled;
}

HostDone done_in(const Json& json, const ScanRequest& request) {
  HostDone done;
  done.host = number_in(json.at("host"), request.targets.size());
  done.address = request.targets.at(done.host);
  done.counts = counts_in(json.at("counts"));
  require(done.counts.total() == request.ports_of(done.host));
  if (json.contains("rtt")) {
    const Json& rtt = json.at("rtt");
    done.rtt = {.smoothed = duration_in(rtt.at("smoothed_us")),
                .deviation = duration_in(rtt.at("deviation_us")),
                .timeout = duration_in(rtt.at("timeout_us"))};
  }
  done.limits_resets = flag_in(json, "limits_resets");
  done.gave_up = flag_in(json, "gave_up");
  if (json.contains("unproven")) done.unproven = number_in(json.at("unproven"), done.counts.total() + 1);
  if (json.contains("policed_per_s")) done.policed_per_s = weight_in(json.at("policed_per_s"));
  if (json.contains("silence")) {
    const Json& silence = json.at("silence");
    done.silence = {.times = static_cast<std::uint32_t>(number_in(silence.at("times"), UINT32_MAX)),
                    .probes = number_in(silence.at("probes"), UINT64_MAX),
                    .per_s = weight_in(silence.at("per_s"))};
  }
  return done;
}

ShareMarks marks_in(const Json& json, const ScanRequest& request) {
  ShareMarks share{.lost = weight_in(json.at("lost")), .heard = weight_in(json.at("heard")), .hosts = {}};
  for (const Json& each : json.at("hosts")) {
    const std::uint64_t host = number_in(each.at("host"), request.targets.size());
    share.hosts.push_back(
        {.host = host,
         .cursor = static_cast<std::uint32_t>(number_in(each.at("cursor"), request.ports_of(host) + 1ULL)),
         .pass = static_cast<std::uint8_t>(number_in(each.at("pass"), kMostTries + 1)),
         .finished = each.at("finished").get<bool>(),
         .answered = each.at("answered").get<bool>(),
         .lost = weight_in(each.at("lost")),
         .heard = weight_in(each.at("heard"))});
  }
  return share;
}

void read_finished(const Json& json, const ScanRequest& request, SavedScan& saved) {
  std::uint64_t least = 0;
  for (const Json& range : json) {
    const std::uint64_t first = number_in(range.at("first"), request.targets.size());
    const std::uint64_t last = number_in(range.at("last"), request.targets.size());
    require(first >= least && first <= last);
    saved.finished.emplace(first, last);
    least = last + 2;
  }
}

void read_hosts(const Json& json, const ScanRequest& request, SavedScan& saved) {
  const HostOrder order = host_order(request);
  for (const Json& each : json.at("with_open")) {
    const HostDone done = done_in(each, request);
    require(saved.is_finished(order.index_of(done.host)));
    require(saved.with_open.emplace(done.host, done).second);
  }
  for (const Json& each : json.at("under_way")) {
    const std::uint64_t host = number_in(each.at("host"), request.targets.size());
    require(!saved.is_finished(order.index_of(host)));
    require(saved.under_way.emplace(host, settled_in(each, request.ports_of(host))).second);
  }
}

// An open port belongs to a host that says so, and every open port that a host speaks of is here.
void read_open(const Json& json, const ScanRequest& request, SavedScan& saved) {
  std::map<std::uint64_t, std::uint64_t> by_host;
  std::set<PairIndex> seen;
  for (const Json& each : json) {
    OpenPort open{.pair = number_in(each.at("pair"), request.pairs()),
                  .reason = named_in(each.at("reason"), kLastReason),
                  .rtt = {}};
    if (each.contains("rtt_us")) open.rtt = duration_in(each.at("rtt_us"));
    require(seen.insert(open.pair).second);
    ++by_host[request.place_of(open.pair).host];
    saved.open.push_back(open);
  }
  std::uint64_t known = 0;
  for (const auto& [host, done] : saved.with_open) {
    require(by_host[host] == done.counts[State::kOpen]);
    known += done.counts[State::kOpen];
  }
  for (const auto& [host, settled] : saved.under_way) {
    const Counts counts = settled.counts();
    if (counts[State::kOpen] == 0) continue;
    require(by_host[host] == counts[State::kOpen]);
    known += counts[State::kOpen];
  }
  require(known == saved.open.size() && known == saved.counts[State::kOpen]);
}

// The pairs of all finished hosts.
std::uint64_t pairs_finished(const SavedScan& saved, const ScanRequest& request) {
  if (request.ports.same_for_all()) return saved.hosts_finished() * request.ports_of(0);
  const HostOrder order = host_order(request);
  std::uint64_t pairs = 0;
  for (const auto& [first, last] : saved.finished)
    for (std::uint64_t place = first; place <= last; ++place) pairs += request.ports_of(order.at(place));
  return pairs;
}

void require_sums(const SavedScan& saved, const ScanRequest& request) {
  std::uint64_t settled = pairs_finished(saved, request);
  for (const auto& [host, ports] : saved.under_way) settled += ports.count();
  require(settled == saved.pairs_settled());
  require(saved.hosts_up + saved.hosts_down == saved.hosts_finished());
}

Json parsed(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  require(json.is_object());
  const auto version = number_in(json.at("sounder_saved_scan"));
  if (version != kVersion) throw OtherVersion{version};
  return json;
}

SavedScan scan_in(const Json& json, const ScanRequest& request) {
  SavedScan saved;
  saved.scan = number_in(json.at("scan"));
  saved.seed = number_in(json.at("seed"));
  saved.command = json.at("command").get<std::string>();
  if (json.contains("asked")) {
    const Json& asked = json.at("asked");
    saved.asked = {asked.at("targets").get<std::vector<std::string>>(), asked.at("ports").get<std::string>()};
  }
  if (saved.scan != fingerprint(request) || saved.seed != request.seed)
    return saved;  // the rest means nothing here
  saved.sent = number_in(json.at("sent"), 1ULL << 62U);
  saved.elapsed = duration_in(json.at("elapsed_us"));
  saved.counts = counts_in(json.at("counts"));
  saved.hosts_up = number_in(json.at("hosts_up"), kMostTargets + 1);
  saved.hosts_down = number_in(json.at("hosts_down"), kMostTargets + 1);
  read_finished(json.at("finished"), request, saved);
  read_hosts(json, request, saved);
  read_open(json.at("open"), request, saved);
  for (const Json& share : json.at("marks")) saved.marks.push_back(marks_in(share, request));
  for (const Json& output : json.at("outputs"))
    saved.outputs.push_back({output.at("format").get<std::string>(), output.at("file").get<std::string>(),
                             number_in(output.at("bytes"), 1ULL << 62U)});
  require_sums(saved, request);
  return saved;
}

std::unexpected<Error> no_saved_scan() {
  return bad_input(tr("not a saved scan, or a damaged one; remove the file to start over"));
}

std::unexpected<Error> other_version(const OtherVersion& other) {
  return bad_input(text(tr("this saved scan has format {0}, and this version of sounder reads format {1}; "
                           "remove it to start over"),
                        other.version, kVersion));
}

// A name may have another address than when the scan began: then the command is the same.
std::unexpected<Error> another_scan(const SavedScan& saved, const ScanRequest& request) {
  const std::string differs = what_differs(saved.asked, request);
  if (differs.empty())
    return bad_input(
        text(tr("this state belongs to another scan: {0}; give the same targets and ports, or another file"),
             saved.command));
  return bad_input(text(tr("this state belongs to another scan: {0} ({1}); give the same addresses and "
                           "ports, or another file"),
                        saved.command, differs));
}

}  // namespace

std::string to_json(const SavedScan& saved) {
  Json json = {{"sounder_saved_scan", kVersion}, {"command", saved.command}, {"scan", saved.scan}};
  json["asked"] = {{"targets", saved.asked.targets}, {"ports", saved.asked.ports}};
  json["seed"] = saved.seed;
  json["sent"] = saved.sent;
  json["elapsed_us"] = whole_us(saved.elapsed);
  json["counts"] = counts_json(saved.counts);
  json["hosts_up"] = saved.hosts_up;
  json["hosts_down"] = saved.hosts_down;
  json["finished"] = Json::array();
  for (const auto& [first, last] : saved.finished)
    json["finished"].push_back({{"first", first}, {"last", last}});
  json["with_open"] = Json::array();
  for (const auto& [host, done] : saved.with_open) json["with_open"].push_back(done_json(done));
  json["under_way"] = Json::array();
  for (const auto& [host, settled] : saved.under_way)
    json["under_way"].push_back(settled_json(host, settled));
  json["open"] = Json::array();
  for (const OpenPort& port : saved.open) {
    Json pair = {{"pair", port.pair}, {"reason", name_of(port.reason)}};
    if (port.rtt) pair["rtt_us"] = whole_us(*port.rtt);
    json["open"].push_back(std::move(pair));
  }
  json["marks"] = Json::array();
  for (const ShareMarks& share : saved.marks) json["marks"].push_back(marks_json(share));
  json["outputs"] = Json::array();
  for (const SavedOutput& output : saved.outputs)
    json["outputs"].push_back({{"format", output.format}, {"file", output.file}, {"bytes", output.bytes}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::uint64_t> saved_seed(std::string_view text) {
  try {
    return number_in(parsed(text).at("seed"));
  } catch (const Json::exception&) {
  } catch (const Broken&) {
  } catch (const OtherVersion& other) {
    return other_version(other);
  }
  return no_saved_scan();
}

Result<SavedScan> parse_saved_scan(std::string_view text_of_file, const ScanRequest& request) {
  try {
    SavedScan saved = scan_in(parsed(text_of_file), request);
    if (saved.scan != fingerprint(request)) return another_scan(saved, request);
    if (saved.seed != request.seed)
      return bad_input(
          text(tr("this scan was begun with --seed {0}; leave --seed out to go on"), saved.seed));
    return saved;
  } catch (const Json::exception&) {
  } catch (const Broken&) {
  } catch (const OtherVersion& other) {
    return other_version(other);
  }
  return no_saved_scan();
}

}  // namespace sounder

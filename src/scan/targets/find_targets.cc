#include "scan/targets/find_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "base/text.h"
#include "net/resolve_all.h"
#include "net/services.h"
#include "net/zone.h"
#include "scan/targets/address_forms.h"
#include "scan/targets/special_ranges.h"
#include "scan/targets/target_word.h"

namespace sounder {
namespace {

using Ranges = std::vector<AddressRange>;

// Host names, each once, with the lists of ports that they are asked for.
struct Hosts {
  std::vector<std::string> names;
  std::vector<std::vector<PortSet>> ports;  // by name
  std::vector<bool> without_ports;          // by name: a word names no port
  std::unordered_map<std::string, std::size_t> numbers;

  void add(const std::string& name, const PortSet& set, bool of_word) {
    const auto [found, is_new] = numbers.try_emplace(name, names.size());
    if (is_new) {
      names.push_back(name);
      ports.emplace_back();
      without_ports.push_back(false);
    }
    if (std::ranges::find(ports[found->second], set) == ports[found->second].end())
      ports[found->second].push_back(set);
    if (!of_word) without_ports[found->second] = true;
  }
};

// Words to addresses and pairs, one after another.
class Collector {
 public:
  explicit Collector(const TargetWords& words) : words_(words) {}

  Result<void> add(const PlacedWord& word) {
    auto target = parse_target_word(word.text, Services::instance());
    if (!target) return std::unexpected(word.told(std::move(target.error())));
    const PortSet& ports = target->ports ? *target->ports : words_.ports;
    if (target->ranges.empty()) hosts_.add(target->host, ports, target->ports.has_value());
    for (const AddressRange& range : target->ranges)
      if (words_.family && range.first.family() != *words_.family)
        return std::unexpected(
            word.told({Fault::kInput, text(tr("'{0}' is not an {1} address"), word.text,
                                           *words_.family == Family::kIpv4 ? "IPv4" : "IPv6")}));
    auto zoned = with_zones(target->ranges, words_.interface);
    if (!zoned) return std::unexpected(word.told(std::move(zoned.error())));
    target->ranges = std::move(*zoned);
    const Ranges special = special_part(target->ranges);
    std::ranges::copy(special, std::back_inserter(left_out_));
    for (const AddressRange& range : special.empty() ? target->ranges : difference(target->ranges, special)) {
      take(range, ports);
      if (!target->ports) without_ports_ += range.count;
    }
    return {};
  }

  Result<void> look_up(ScanNames& names, std::vector<Error>& dead, int stop_fd) {
    const auto answers = resolve_all(hosts_.names, words_.family, stop_fd);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) {
        // A shortage of this machine, or a signal, says nothing about the name.
        const Fault fault = answers[i].error().fault;
        if (fault != Fault::kInput && fault != Fault::kPeer) return std::unexpected(answers[i].error());
        dead.push_back(answers[i].error());
        continue;
      }
      for (const Address& found : *answers[i]) {
        const Address address = in_zone(destination(found), words_.interface);
        if (address.lacks_zone()) {
          dead.push_back(
              {Fault::kInput, fmt::format("{}: {}", hosts_.names[i], missing_zone(address).message)});
          continue;
        }
        if (hosts_.without_ports[i]) ++without_ports_;
        names.add(address, hosts_.names[i]);
        for (const PortSet& ports : hosts_.ports[i]) take({address, 1}, ports);
      }
    }
    return {};
  }

  Result<Targets> without(const Ranges& excluded) {
    const Ranges unwanted = on_links_of(wanted_, excluded);
    auto pairs = asked_.without(unwanted, words_.excluded_ports);
    if (!pairs) return std::unexpected(pairs.error());
    // What another word names, or an exclusion, was not left out for its use.
    std::ranges::copy(unwanted, std::back_inserter(wanted_));
    Targets targets{.pairs = std::move(*pairs), .without_ports = without_ports_};
    for (const AddressRange& range : difference(left_out_, wanted_)) targets.left_out += range.count;
    return targets;
  }

  bool empty() const { return wanted_.empty(); }

 private:
  void take(const AddressRange& range, const PortSet& ports) {
    asked_.add(range, ports);
    wanted_.push_back(range);
  }

  const TargetWords& words_;
  Hosts hosts_;
  AskedPairs asked_;
  Ranges wanted_;
  Ranges left_out_;
  std::uint64_t without_ports_ = 0;
};

Result<Ranges> excluded_ranges(const std::vector<PlacedWord>& words, int stop_fd) {
  Ranges ranges;
  std::vector<std::string> hosts;
  for (const PlacedWord& word : words) {
    auto found = parse_address_word(word.text);
    if (!found) return std::unexpected(word.told(std::move(found.error())));
    if (found->empty()) hosts.push_back(word.text);
    std::ranges::copy(*found, std::back_inserter(ranges));
  }
  for (const auto& answer : resolve_all(hosts, std::nullopt, stop_fd)) {
    if (!answer) return std::unexpected(answer.error());
    for (const Address& address : *answer) ranges.push_back({destination(address), 1});
  }
  return ranges;
}

}  // namespace

Result<Targets> find_targets(const TargetWords& words, ScanNames& names, std::vector<Error>& dead,
                             int stop_fd) {
  Collector collector(words);
  for (const PlacedWord& word : words.wanted)
    if (const auto added = collector.add(word); !added) return std::unexpected(added.error());
  if (const auto found = collector.look_up(names, dead, stop_fd); !found)
    return std::unexpected(found.error());
  if (collector.empty() && !dead.empty()) {
    Error last = std::move(dead.back());
    dead.pop_back();
    return std::unexpected(std::move(last));
  }
  const auto unwanted = excluded_ranges(words.excluded, stop_fd);
  if (!unwanted) return std::unexpected(unwanted.error());
  return collector.without(*unwanted);
}

}  // namespace sounder

#include "scan/targets/find_targets.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/text.h"
#include "net/resolve_all.h"
#include "scan/targets/special_ranges.h"

namespace sounder {
namespace {

using Ranges = std::vector<AddressRange>;
// What is taken of one word's ranges.
using TakeRanges = std::function<Ranges(Ranges)>;

// Numbers become ranges at once, names after a look-up.
Result<Ranges> ranges_of(const std::vector<std::string>& words, std::optional<Family> family,
                         ScanNames& names, int stop_fd, const TakeRanges& take) {
  Ranges ranges;
  std::vector<std::string> hosts;
  for (const std::string& word : words) {
    auto found = parse_address_word(word);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) hosts.push_back(word);
    for (const AddressRange& range : *found)
      if (family && range.first.family() != *family)
        return bad_input(
            text(tr("'{0}' is not an {1} address"), word, *family == Family::kIpv4 ? "IPv4" : "IPv6"));
    std::ranges::copy(take(std::move(*found)), std::back_inserter(ranges));
  }
  const auto answers = resolve_all(hosts, family, stop_fd);
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (!answers[i]) return std::unexpected(answers[i].error());
    for (const Address& address : *answers[i]) {
      names.add(address, hosts[i]);
      ranges.push_back({address, 1});
    }
  }
  return ranges;
}

}  // namespace

Result<Targets> find_targets(const TargetWords& words, ScanNames& names, int stop_fd) {
  Ranges left_out;
  auto wanted = ranges_of(words.wanted, words.family, names, stop_fd, [&](Ranges word) {
    const Ranges special = special_part(word);
    if (special.empty()) return word;
    std::ranges::copy(special, std::back_inserter(left_out));
    return difference(word, special);
  });
  if (!wanted) return std::unexpected(wanted.error());

  std::vector<std::string> unwanted_words;
  for (const std::string& list : words.excluded)
    for (const std::string_view word : split_target_list(list)) unwanted_words.emplace_back(word);
  ScanNames ignored;
  auto unwanted = ranges_of(unwanted_words, std::nullopt, ignored, stop_fd, std::identity());
  if (!unwanted) return std::unexpected(unwanted.error());
  auto set = TargetSet::make(*wanted, *unwanted);
  if (!set) return std::unexpected(set.error());
  Targets targets{.set = std::move(*set)};
  // What another word names, or --exclude, was not left out for its use.
  std::ranges::copy(*unwanted, std::back_inserter(*wanted));
  for (const AddressRange& range : difference(left_out, *wanted)) targets.left_out += range.count;
  return targets;
}

}  // namespace sounder

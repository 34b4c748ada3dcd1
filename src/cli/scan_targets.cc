#include "cli/scan_targets.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>

#include "base/limits.h"
#include "base/text.h"
#include "cli/prompt.h"
#include "net/resolve_all.h"
#include "scan/special_ranges.h"
#include "scan/target_file.h"

namespace sounder {
namespace {

std::optional<Family> family_of(const TargetFlags& flags) {
  if (flags.only_ipv4 == flags.only_ipv6) return std::nullopt;
  return flags.only_ipv4 ? Family::kIpv4 : Family::kIpv6;
}

Result<void> read_file(const std::string& path, std::vector<std::string>& words) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file)
      return bad_input(text(tr("cannot read the targets file '{0}': {1}"), path, describe_errno(errno)));
  }
  std::istream& in = path == "-" ? std::cin : file;
  if (!read_target_words(in, words))
    return bad_input(
        text(tr("the targets file '{0}' has more than {1} words; scan it in parts"), path, kMostTargetWords));
  if (in.bad())
    return bad_input(text(tr("cannot read the targets file '{0}': {1}"), path, describe_errno(EISDIR)));
  return {};
}

using Ranges = std::vector<AddressRange>;
// What is taken of one word's ranges.
using TakeRanges = std::function<Ranges(Ranges)>;

// Numbers become ranges at once, names after a look-up.
Result<Ranges> ranges_of(const std::vector<std::string>& words, std::optional<Family> family,
                         ScanNames& names, const StopSignal& stop, const TakeRanges& take) {
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
  const auto answers = resolve_all(hosts, family, stop.fd());
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

Result<Targets> read_targets(const TargetFlags& flags, ScanNames& names, const StopSignal& stop) {
  std::vector<std::string> words = flags.targets;
  if (!flags.file.empty()) {
    if (const auto read = read_file(flags.file, words); !read) return std::unexpected(read.error());
    if (words.empty()) return bad_input(text(tr("the targets file '{0}' names no target"), flags.file));
  }
  if (words.empty()) {
    auto answer = ask_line(tr("Host name or IP address: "),
                           tr("no target; name a host, like: sounder scan localhost"), stop);
    if (!answer) return std::unexpected(answer.error());
    words.push_back(std::move(*answer));
  }
  Ranges left_out;
  auto wanted = ranges_of(words, family_of(flags), names, stop, [&](Ranges word) {
    const Ranges special = special_part(word);
    if (special.empty()) return word;
    std::ranges::copy(special, std::back_inserter(left_out));
    return difference(word, special);
  });
  if (!wanted) return std::unexpected(wanted.error());

  std::vector<std::string> unwanted_words;
  for (const std::string& list : flags.excluded)
    for (const std::string_view word : split_target_list(list)) unwanted_words.emplace_back(word);
  ScanNames ignored;
  auto unwanted = ranges_of(unwanted_words, std::nullopt, ignored, stop, std::identity());
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

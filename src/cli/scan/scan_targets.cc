#include "cli/scan/scan_targets.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include "base/text.h"
#include "cli/terminal/prompt.h"
#include "scan/targets/target_file.h"

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
  return find_targets({std::move(words), flags.excluded, family_of(flags)}, names, stop.fd());
}

}  // namespace sounder

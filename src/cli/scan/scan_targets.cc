#include "cli/scan/scan_targets.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/input_file.h"
#include "cli/say.h"
#include "cli/terminal/prompt.h"
#include "cli/values.h"
#include "net/services.h"
#include "report/text/terminal.h"
#include "scan/targets/top_ports.h"

namespace sounder {
namespace {

// A file of targets: kMostTargetWords of 64 bytes each, which no address or usual host name needs.
constexpr std::size_t kLargestTargetsFile = std::size_t{64} << 20U;

// The words of targets, and the names of their files for errors.
struct Words {
  std::vector<PlacedWord> all;
  std::list<std::string> files;  // the words point to them
};

std::optional<Family> family_of(const TargetFlags& flags) {
  if (flags.only_ipv4 == flags.only_ipv6) return std::nullopt;
  return flags.only_ipv4 ? Family::kIpv4 : Family::kIpv6;
}

Result<void> read_file(const std::string& path, Words& words, const StopSignal& stop) {
  const auto bytes =
      read_input({path, kLargestTargetsFile, tr("cannot read the targets file '{0}': {1}")}, stop);
  if (!bytes) return std::unexpected(bytes.error());
  const std::string& name = words.files.emplace_back(path == "-" ? tr("standard input") : path);
  if (!read_target_words(*bytes, name, words.all))
    return bad_input(
        text(tr("the targets file '{0}' has more than {1} words; scan it in parts"), path, kMostTargetWords));
  return {};
}

Result<void> ask_for_target(Words& words, const StopSignal& stop) {
  const char* const missing = tr("no target; name a host, like: sounder scan localhost");
  if (!is_terminal(STDIN_FILENO)) {
    if (const auto read = read_file("-", words, stop); !read) return read;
    if (words.all.empty()) return bad_input(missing);
    return {};
  }
  auto answer = ask_line(tr("Host name or IP address: "), missing, stop);
  if (!answer) return std::unexpected(answer.error());
  words.all.emplace_back(std::move(*answer));
  return {};
}

Result<Words> wanted_words(const TargetFlags& flags, const StopSignal& stop) {
  Words words;
  for (const std::string& word : flags.targets) words.all.emplace_back(word);
  for (const std::string& path : flags.files) {
    if (const auto read = read_file(path, words, stop); !read) return std::unexpected(read.error());
    if (words.all.empty()) return bad_input(text(tr("the targets file '{0}' names no target"), path));
  }
  if (words.all.empty())
    if (const auto asked = ask_for_target(words, stop); !asked) return std::unexpected(asked.error());
  return words;
}

Result<Words> excluded_words(const TargetFlags& flags, const StopSignal& stop) {
  Words words;
  for (const std::string& list : flags.excluded)
    for (const std::string_view word : split_target_list(list)) words.all.emplace_back(std::string(word));
  for (const std::string& path : flags.excluded_files)
    if (const auto read = read_file(path, words, stop); !read) return std::unexpected(read.error());
  return words;
}

// netcat's order of words: the port after the host.
Result<void> refuse_bare_ports(const std::vector<PlacedWord>& words) {
  for (const PlacedWord& word : words)
    if (parse_port(word.text) && !word.text.starts_with('0'))
      return std::unexpected(
          word.told({Fault::kInput,
                     text(tr("'{0}' is a number, not a target; for port {0} write: -p {0}"), word.text)}));
  return {};
}

Result<PortSet> join_lists(const std::vector<std::string>& lists) {
  PortSet all;
  for (const std::string& list : lists) {
    const auto ports = PortSet::parse(list, Services::instance());
    if (!ports) return ports;
    all.add(*ports);
  }
  return all;
}

}  // namespace

Result<PortFlags> read_ports(const TargetFlags& flags) {
  const auto top = count_flag("--top", flags.top, 1, top_ports().size());
  if (!top) return std::unexpected(top.error());
  auto ports = join_lists(flags.ports);
  if (!ports) return std::unexpected(ports.error());
  auto excluded = join_lists(flags.excluded_ports);
  if (!excluded) return std::unexpected(excluded.error());
  if (*top) ports->add(PortSet(top_ports().first(static_cast<std::size_t>(**top))));
  if (!flags.names_ports()) *ports = PortSet::all();
  return PortFlags{std::move(*ports), std::move(*excluded)};
}

Result<Targets> read_targets(const TargetFlags& flags, const PortFlags& ports, unsigned interface,
                             ScanNames& names, bool& any_dead, const StopSignal& stop) {
  auto wanted = wanted_words(flags, stop);
  if (!wanted) return std::unexpected(wanted.error());
  if (const auto right = refuse_bare_ports(wanted->all); !right) return std::unexpected(right.error());
  auto excluded = excluded_words(flags, stop);
  if (!excluded) return std::unexpected(excluded.error());
  std::vector<Error> dead;
  auto targets = find_targets({.wanted = std::move(wanted->all),
                               .excluded = std::move(excluded->all),
                               .family = family_of(flags),
                               .ports = ports.ports,
                               .excluded_ports = ports.excluded,
                               .interface = interface},
                              names, dead, stop.fd());
  for (const Error& error : dead) say_error(Paint(), error.message);
  any_dead = !dead.empty();
  return targets;
}

}  // namespace sounder

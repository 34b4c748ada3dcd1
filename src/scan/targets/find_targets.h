// From the words that name targets to their addresses and ports; names are looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/targets/asked_pairs.h"
#include "scan/targets/scan_names.h"
#include "scan/targets/target_file.h"

namespace sounder {

struct TargetWords {
  std::vector<PlacedWord> wanted;      // target_word.h
  std::vector<PlacedWord> excluded{};  // addresses and names
  std::optional<Family> family{};      // only this one
  PortSet ports{};                     // of the words that name none
  PortSet excluded_ports{};
  unsigned interface =
      0;  // of wanted addresses that every link may have (net/zone.h); 0: they must name theirs
};

struct Targets {
  AskedPairs::Pairs pairs;
  std::uint64_t left_out = 0;       // addresses of wide ranges that are no targets (special_ranges.h)
  std::uint64_t without_ports = 0;  // addresses of words that name no port; one of two words counts twice
};

// Names are looked up, several at a time, with all their addresses; `names` remembers which address came from
// which name. A wanted name without an address costs that name alone: its error is added to `dead`, once a
// name. An excluded one is an error, and so is a scan without any target: then it is that of the last name in
// `dead`, which is taken out of it. Gives up with Fault::kInterrupted as soon as `stop_fd` is readable (-1:
// never).
Result<Targets> find_targets(const TargetWords& words, ScanNames& names, std::vector<Error>& dead,
                             int stop_fd);

}  // namespace sounder

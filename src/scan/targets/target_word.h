// A word that names what to scan: addresses or a host name, and perhaps their ports. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/targets/ports.h"
#include "scan/targets/targets.h"

namespace sounder {

class Services;

struct TargetWord {
  std::vector<AddressRange> ranges;  // empty: `host` is to be looked up
  std::string host;
  std::optional<PortSet> ports;  // that the word itself names
};

// What parse_address_word() takes, or a host name; with ports as HOST:PORTS, [IPV6]:PORTS (PortSet::parse) or
// as a URL, whose port is that of its scheme if it has no other. Errors say which part is wrong.
Result<TargetWord> parse_target_word(std::string_view word, const Services& services);

}  // namespace sounder

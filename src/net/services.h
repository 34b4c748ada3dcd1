// Names of TCP services, from /etc/services by way of libc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/address.h"

namespace sounder {

// Read once, then immutable: any thread may use it. Empty on a machine without the file.
class Services {
 public:
  static const Services& instance();
  std::string_view name(Port port) const;                 // "ssh"; empty if it has none
  std::optional<Port> port(std::string_view name) const;  // by name or alias
  // All with a name or an alias of this form (fnmatch(3)): "http*". Ascending, each once.
  std::vector<Port> ports_like(std::string_view pattern) const;

 private:
  Services();
  std::unordered_map<std::uint16_t, std::string> names_;
  std::unordered_map<std::string, Port> ports_;
};

}  // namespace sounder

#include "scan/names.h"

#include <array>

namespace sounder {

std::string_view name_of(State state) {
  switch (state) {
    case State::kOpen:
      return "open";
    case State::kClosed:
      return "closed";
    case State::kFiltered:
      return "filtered";
    case State::kUnreachable:
      return "unreachable";
    case State::kUntested:
      return "untested";
  }
  return "";
}

std::string_view name_of(Reason reason) {
  // In the order of the enumeration.
  constexpr auto kNames = std::to_array<std::string_view>(
      {"syn-ack",         "reset",         "no-response",       "unproven",
       "host-unreach",    "net-unreach",   "no-source-address", "admin-prohibited",
       "proto-unreach",   "port-unreach",  "dest-unreach",      "net-prohibited",
       "host-prohibited", "time-exceeded", "param-problem",     "no-route",
       "beyond-scope",    "reject-route",  "no-descriptors",    "no-local-ports",
       "no-neighbours",   "no-buffers",    "local-firewall",    "route-lost",
       "interrupted"});
  static_assert(kNames.size() == static_cast<std::size_t>(Reason::kInterrupted) + 1);
  return kNames.at(static_cast<std::size_t>(reason));
}

std::string_view name_of(Transport transport) {
  switch (transport) {
    case Transport::kTcp:
      return "tcp";
  }
  return "";
}

}  // namespace sounder

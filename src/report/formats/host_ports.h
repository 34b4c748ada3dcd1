// The ports of each host under way, for formats that write a whole host at once. As nmap does, a state that
// more than kListedPorts ports of a host share is only counted. Memory: open ports and hosts under way. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

#include "scan/event.h"

namespace sounder {

// More ports of one host in one state are counted and not listed; nmap's number.
inline constexpr std::uint64_t kListedPorts = 25;

struct ListedPort {
  State state = State::kUntested;
  Reason reason = Reason::kNoResponse;
  std::optional<Duration> rtt;
  std::uint8_t ttl = 0;
  std::optional<Address> from;
};

struct HostPorts {
  std::map<Port, ListedPort> listed;                    // open ones, and those of states that few ports share
  PerState<std::map<Reason, std::uint64_t>> by_reason;  // of all ports
  bool counted_only(State state) const;                 // too many to list
  // What shows that the host is up, as nmap has it: an open port, else a closed one. nullopt: neither.
  std::optional<State> answered() const;
};

class PortsByHost {
 public:
  void add(const Verdict& verdict);
  // Gives the host's ports and forgets them.
  HostPorts take(const Address& address);

 private:
  std::unordered_map<Address, HostPorts> hosts_;
};

}  // namespace sounder

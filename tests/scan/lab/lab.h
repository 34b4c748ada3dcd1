// The lab: a scanner side, which is the calling process, and a target side with thousands of hosts, joined by
// a link that delays, loses, limits, reorders and counts (HostLinks). The target side is a child process in a
// network namespace of its own; the child is the link as well. Needs root, or a user namespace in which the
// caller is root (in_net_namespace()). One thread.
//
//   scanner 10.64.0.1 -- TUN near -- link -- TUN far -- 10.80.0.0/12, all of it local to the target side
//
// Or by veth pairs and no link of ours (Wire).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/scan/lab/link.h"
#include "tests/scan/lab/wire.h"

namespace sounder::test {

struct LabSpec {
  BothWays link{};
  std::vector<HostLink> own_links = {};  // of hosts that are not behind `link`
  std::uint64_t seed = 1;
  std::string hosts = "10.80.0.0/12";    // who is up
  std::string routes = {};               // more lines for `ip -batch` on the target side
  std::vector<std::uint16_t> open = {};  // on every host
  std::string firewall = {};             // an nft script for the target side
  Wire wire = Wire::kLink;
  std::vector<std::pair<std::string, std::string>> settings = {};  // below /proc/sys/net, of the target side
};

// 10.80.0.0 and what follows.
std::uint32_t lab_host(std::uint32_t index);
std::string lab_address(std::uint32_t index);

class Lab {
 public:
  Lab() = default;
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;
  ~Lab();

  // In a network namespace of the caller's own. An empty string, or what went wrong. Once.
  std::string start(const LabSpec& spec);
  // Ends the target side; what its link saw.
  LinkReport finish();
  // Packets that the target side's device took in, once finished; with veth pairs.
  std::uint64_t received() const { return received_; }

 private:
  struct Shared;  // memory that both processes see
  [[noreturn]] void be_target(const LabSpec& spec, Fd near, Fd told, int stop);

  Shared* shared_ = nullptr;
  Fd stop_;  // the target side ends when this closes, so also with us
  pid_t target_ = -1;
  std::uint64_t received_ = 0;
};

}  // namespace sounder::test

// Which link a packet takes: one for all hosts, or one of its own for a host that has one. Pure, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "tests/scan/lab/due_packets.h"
#include "tests/scan/lab/link_model.h"

namespace sounder::test {

struct BothWays {
  LinkSpec there;  // to the target
  LinkSpec back;
};

struct HostLink {
  std::uint32_t host;  // IPv4, as a number
  BothWays link;
};

// Of all links together: packets are summed, queues are those of the worst link.
struct LinkTotals {
  LinkCounts there;
  LinkCounts back;
};

class HostLinks {
 public:
  HostLinks(const BothWays& link, const std::vector<HostLink>& hosts, std::uint64_t seed);

  // The fate of a packet that arrives from `from`; what is no IPv4 packet gets none.
  LinkModel::Fate pass(Side from, std::span<const std::byte> packet, Instant now);
  LinkTotals totals() const;
  // From the first packet of all to the last one to each of the first 32 hosts with links of their own.
  std::array<Duration, 32> busy_for() const;

 private:
  struct Pair {
    LinkModel there;
    LinkModel back;
  };
  std::vector<Pair> links_;  // the first: of all hosts that have none of their own
  std::unordered_map<std::uint32_t, std::size_t> own_;
};

}  // namespace sounder::test

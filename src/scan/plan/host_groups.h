// The groups of hosts that are open at once: opened in the scan's order while there is room (plan_limits.h),
// found again by reference or by pair, closed when all of their hosts are finished. One owner, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "scan/plan/host_group.h"
#include "scan/plan/plan_limits.h"
#include "scan/targets/scan_order.h"

namespace sounder {

// A host with fewer pairs says little about the paths of others, and has a model of its own only where hosts
// are few.
inline constexpr std::uint32_t kModelledPairs = 64;

// A host of an open group. Stays harmless when the group is gone: its generation tells.
struct HostRef {
  std::uint32_t generation;
  std::uint16_t host;
  std::uint8_t slot;
};

class HostGroups {
 public:
  // `order` must outlive this object.
  explicit HostGroups(const ScanOrder& order);

  bool done() const { return next_ == total_ && open_ == 0; }
  bool any_open() const { return open_ > 0; }
  std::uint64_t hosts() const { return open_hosts_; }  // of open groups

  // Whether the next group fits.
  bool may_open() const;
  // precondition: may_open(). Its hosts have their index and the number of their pairs; the rest is the
  // caller's.
  HostGroup& open();
  static HostRef ref_of(const HostGroup& group, std::size_t host);

  // precondition: the reference is to an open group.
  HostGroup& at(const HostRef& ref) { return *slots_[ref.slot]; }
  HostGroup* find(const HostRef& ref) const;  // nullptr: closed
  struct Place {
    HostRef ref;
    std::uint32_t pair;
  };
  // nullopt: of no open group, or of another slice.
  std::optional<Place> find(PairIndex index) const;

  // One host of this group has finished; the last one puts the group among those that close.
  void on_finished(const HostRef& ref);
  HostGroup* closing() const { return closing_.empty() ? nullptr : slots_[closing_.front()].get(); }
  void close();  // precondition: closing() != nullptr; that one
  // No group is open after this, and none will be.
  void close_all();
  template <typename F>
  void for_each_host(F&& f) const {
    for (auto& group : slots_)
      if (group)
        for (Host& host : group->hosts()) f(host);
  }
  // Calls f(group, number of the host in it).
  template <typename F>
  void for_each_place(F&& f) const {
    for (const auto& group : slots_)
      if (group)
        for (std::uint32_t host = 0; host < group->hosts().size(); ++host) f(std::as_const(*group), host);
  }

 private:
  static constexpr std::size_t kSlots = 64;

  const ScanOrder& order_;
  // Groups are numbered through the blocks of the order; none has hosts of two.
  struct Section {
    ScanOrder::Block block;
    std::uint64_t first_group = 0;
    std::uint64_t hosts_each = 1;  // of a group
    bool modelled = false;
    std::uint64_t hosts_max() const { return modelled ? kOpenModelledHosts : kOpenHosts; }
  };
  const Section& section_of(std::uint64_t group) const;

  std::vector<Section> sections_;
  std::uint64_t total_ = 0;
  std::uint64_t next_ = 0;
  std::array<std::unique_ptr<HostGroup>, kSlots> slots_;
  std::vector<std::uint8_t> closing_;  // slots whose hosts are all finished
  std::size_t open_ = 0;
  std::uint64_t open_pairs_ = 0;
  std::uint64_t open_hosts_ = 0;
};

}  // namespace sounder

// The order of a scan, for one slice of it: which host comes when, which of its ports are this slice's, and
// in which order they are tried. Works both ways and stores nothing for a pair. Immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "scan/probe.h"
#include "scan/request.h"
#include "scan/targets/permutation.h"

namespace sounder {

// The pairs number index, index + count, ... of every host's permuted order: the work of one of `count`
// plans. The slices of all indices are the whole scan.
struct Slice {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

class ScanOrder {
 public:
  ScanOrder(const ScanRequest& request, Slice slice);

  std::uint64_t hosts() const { return hosts_; }
  // Hosts that follow each other in the order, none of them with more pairs of this slice than pairs_each.
  struct Block {
    std::uint64_t first_place = 0;
    std::uint64_t hosts = 0;
    std::uint32_t pairs_each = 0;
  };
  std::size_t blocks() const { return host_order_.blocks(); }
  Block block(std::size_t number) const;
  std::uint64_t pairs() const;  // of all hosts
  // The host that is number `place` of the order; the index of its address in the request.
  std::uint64_t host_at(std::uint64_t place) const { return host_order_.at(place); }
  std::uint64_t place_of(std::uint64_t host) const { return host_order_.index_of(host); }  // the inverse
  PairIndex first_pair_of(std::uint64_t host) const { return request_.pair(host, 0); }     // of all slices
  std::uint32_t pairs_of(std::uint64_t host) const;
  // A host's pairs are numbered 0 to pairs_of() - 1 in the order in which they are tried.
  PairIndex pair_index(std::uint64_t host, std::uint32_t pair) const;
  Port port_of(PairIndex index) const;

  struct Place {
    std::uint64_t host = 0;  // the place of the host in the order
    std::uint32_t pair = 0;
  };
  // nullopt: not a pair of this slice.
  std::optional<Place> find(PairIndex index) const;

 private:
  std::uint32_t first_position(std::uint64_t host) const;
  const Permutation& port_order(std::uint64_t host) const { return port_orders_.at(request_.ports_of(host)); }

  const ScanRequest request_;
  Slice slice_;
  std::uint64_t hosts_;
  HostOrder host_order_;
  std::unordered_map<std::uint32_t, Permutation> port_orders_;  // by the number of a host's ports
};

}  // namespace sounder

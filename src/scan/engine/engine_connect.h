// Probes by connect(2): needs no privilege. One thread.
//
// A refused socket is reused: a second connect() on it returns the refusal and disconnects it, so that the
// next connect() needs no new socket (__inet_stream_connect in net/ipv4/af_inet.c). A socket that may still
// hold something of its last try, as after an ICMP message, is not. On loopback the answer is there when
// connect() returns, so the second call follows at once, without epoll. A retry uses a second socket beside
// the first. A released try keeps its socket, and may still be answered, until the socket is needed or the
// kernel would send the SYN again. A connection to itself (source equals destination, which happens on local
// addresses in the ephemeral range) is no open port: the probe is repeated from another local port. No route
// is lost, and no answer, if routes have changed (route_watch.h) since the first probe that had none; a link
// without a carrier is not noticed.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "net/epoll.h"
#include "net/icmp_errors.h"
#include "net/lost_routes.h"
#include "net/route_watch.h"
#include "net/route_wishes.h"
#include "net/socket.h"
#include "scan/engine/engine.h"

namespace sounder {

class ConnectEngine final : public ProbeEngine {
 public:
  // At most `max_sockets` (at least 1) descriptors are held at once, besides the one of epoll.
  explicit ConnectEngine(std::size_t max_sockets, const RouteWishes& wishes = {});

  Instant now() const override { return clock_now(); }
  Traits traits() const override { return {.kernel_retransmits = true, .late_answers = true}; }
  std::size_t capacity() const override { return limit_ > in_flight_ ? limit_ - in_flight_ : 0; }
  void submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) override;
  void release(TryId id) override;
  void wait(Instant deadline, std::vector<Answer>& answers) override;
  void take_news(std::vector<PathNews>& news) override { lost_routes_.take_news(news); }

 private:
  enum class Use : std::uint8_t { kEmpty, kIdle, kInFlight, kReleased };
  using SlotIndex = std::uint32_t;
  struct Slot {
    Fd fd;
    Use use = Use::kEmpty;
    bool registered = false;       // with epoll, edge-triggered
    std::uint32_t generation = 0;  // of the descriptor: an event of an earlier one is stale
    std::uint32_t turn = 0;        // of the try: an entry of released_ for an earlier one is stale
    Probe probe;
    Instant sent{};
  };
  struct HashTry {
    std::size_t operator()(const TryId& id) const noexcept {
      return (id.pair << 8 | id.number.byte()) * 0x9e3779b97f4a7c15;
    }
  };

  void send(const Probe& probe, std::vector<Unsent>& unsent);
  void answer_at_once(const Probe& probe, Reason reason);
  bool has_lost_route(const Address& to, Errno error);
  void send_again(std::vector<Unsent>& unsent);  // the probes that connected to themselves
  std::expected<SlotIndex, Reason> take_slot(Family family);
  std::expected<SlotIndex, Reason> open_slot(Family family);
  // Finishes the try if its connect has ended, else waits for it. False: epoll refused the socket.
  [[nodiscard]] bool advance(SlotIndex index);
  void finish(SlotIndex index, Errno error);  // the try in this slot has ended with `error`
  void finish(SlotIndex index, const IcmpError& icmp);
  bool await(SlotIndex index);     // registers the slot with epoll; false: refused
  void free_use(SlotIndex index);  // the slot's try is over; the slot keeps its socket
  void drop_socket(SlotIndex index);
  void end_released(Instant now);  // those that the kernel is about to send again

  const RouteWishes wishes_;
  RouteWatch watch_;
  LostRoutes lost_routes_;
  Epoll epoll_;
  std::size_t max_sockets_;
  std::size_t limit_;  // what this machine allows now: max_sockets_, or less after EMFILE
  std::size_t sockets_ = 0;
  std::size_t in_flight_ = 0;  // tries that the plan waits for
  std::vector<Slot> slots_;
  std::vector<SlotIndex> empty_;
  std::vector<SlotIndex> idle_[2];                            // by family
  std::deque<std::pair<SlotIndex, std::uint32_t>> released_;  // slot and turn, oldest first
  std::unordered_map<TryId, SlotIndex, HashTry> awaited_;     // tries handed to epoll
  std::vector<Answer> answers_;                               // known, not yet collected
  std::vector<Probe> again_;                                  // connected to themselves
};

}  // namespace sounder

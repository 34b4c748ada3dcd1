#include "scan/engine/engine_connect.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "scan/engine/reasons.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

// Repetitions of a probe that connected to itself. The kernel uses the local ports in turn, so the second
// attempt already has another one; with a range of a single port it would repeat for ever.
constexpr int kSelfConnectRetries = 4;

// One SYN has one answer. A try that lasted so long may have got several: the kernel has sent its SYN again
// (after 1 s, RFC 6298), and the socket may still hold what came first.
constexpr Duration kOneAnswerWithin = std::chrono::milliseconds(500);

constexpr std::size_t kEventsAtOnce = 256;

// The kernel sends a SYN again after a second (TCP_TIMEOUT_INIT in include/net/tcp.h). A try that was given
// up is not to be sent again: a host that limits what it lets in would spend its allowance on it.
constexpr Duration kReleasedKept = std::chrono::milliseconds(850);

std::size_t index_of(Family family) { return family == Family::kIpv4 ? 0 : 1; }

// What the result of connect(2) says about the peer or the path; nullopt: it says nothing about them, or this
// machine lacks a resource.
std::optional<Reason> verdict_of(Errno error) {
  switch (error) {
    case 0:
    case EISCONN:
    // Only a RST in answer to the SYN is ECONNREFUSED. These came after the SYN-ACK: the server accepted the
    // connection and closed it before this call (tcp_reset in net/ipv4/tcp_input.c; EPIPE: after its FIN).
    case ECONNRESET:
    case EPIPE:
      return Reason::kSynAck;
    case ECONNREFUSED:
      return Reason::kReset;
    default:
      return path_reason_of(error);
  }
}

Reason shortage_of(Errno error) {
  switch (error) {
    case EMFILE:
    case ENFILE:
      return Reason::kNoDescriptors;
    case EADDRNOTAVAIL:
    case EADDRINUSE:
      return Reason::kNoLocalPorts;
    case EPERM:
      return Reason::kLocalFirewall;
    default:
      return Reason::kNoBuffers;
  }
}

Errno connect_to(int fd, const Endpoint& to) {
  const SocketAddress address(to);
  return ::connect(fd, address.get(), address.length) == 0 ? 0 : errno;
}

void disconnect(int fd) {
  sockaddr nowhere{};
  nowhere.sa_family = AF_UNSPEC;
  static_cast<void>(::connect(fd, &nowhere, sizeof nowhere));  // cannot fail on a TCP socket
}

// Takes what a disconnected socket still holds of its last try: an error of the path that no call was told
// (sk_err_soft), which the next try would be told as its own.
void forget_errors(int fd) {
  static_cast<void>(socket_error(fd));
  while (take_icmp_error(fd)) continue;
}

// connect(2) to an address with a scope binds the socket to its interface, and nothing unbinds it
// (tcp_v6_connect in net/ipv6/tcp_ipv6.c).
bool can_connect_again(const Address& last) { return last.scope() == 0; }

}  // namespace

ConnectEngine::ConnectEngine(std::size_t max_sockets, const RouteWishes& wishes)
    : wishes_(wishes),
      watch_(RouteWatch::open().value_or(RouteWatch())),
      max_sockets_(std::max<std::size_t>(max_sockets, 1)),
      limit_(max_sockets_) {}

void ConnectEngine::submit(std::span<const Probe> probes, std::vector<Unsent>& unsent) {
  for (const Probe& probe : probes) send(probe, unsent);
  send_again(unsent);
}

void ConnectEngine::send_again(std::vector<Unsent>& unsent) {
  for (int turn = 0; turn < kSelfConnectRetries && !again_.empty(); ++turn) {
    const std::vector<Probe> again = std::exchange(again_, {});
    for (const Probe& probe : again) send(probe, unsent);
  }
  // Every repetition connected to itself: nothing listens there.
  for (const Probe& probe : again_) answer_at_once(probe, Reason::kReset);
  again_.clear();
}

void ConnectEngine::send(const Probe& probe, std::vector<Unsent>& unsent) {
  const auto taken = take_slot(probe.to.address.family());
  if (!taken && tcp_state_of(taken.error()) == State::kUntested) {
    unsent.push_back({probe.id, taken.error()});
    return;
  }
  if (!taken) {
    answer_at_once(probe, taken.error());
    return;
  }
  Slot& slot = slots_[*taken];
  slot.use = Use::kInFlight;
  slot.probe = probe;
  ++slot.turn;
  ++in_flight_;
  slot.sent = clock_now();
  const Errno error = connect_to(slot.fd.get(), probe.to);
  if (has_lost_route(probe.to.address, error)) {
    free_use(*taken);
    unsent.push_back({probe.id, Reason::kRouteLost});
  } else if (error == EADDRNOTAVAIL && lacks_source(probe.to.address)) {
    free_use(*taken);
    answer_at_once(probe, Reason::kNoSourceAddress);
  } else if (error != EINPROGRESS && !verdict_of(error)) {
    free_use(*taken);
    unsent.push_back({probe.id, shortage_of(error)});
  } else if (error != EINPROGRESS) {
    finish(*taken, error);
  } else if (!(probe.to.address.is_loopback() ? advance(*taken) : await(*taken))) {
    drop_socket(*taken);
    unsent.push_back({probe.id, Reason::kNoBuffers});
  }
}

// `error`: of the first connect() of a try.
bool ConnectEngine::has_lost_route(const Address& to, Errno error) {
  const bool no_source = error == EADDRNOTAVAIL && lacks_source(to);
  if (!no_source && error != ENETUNREACH && error != ENETDOWN) {
    lost_routes_.on_route(to);
    lost_routes_.tell_way(to);
    return false;
  }
  if (watch_.take(now(), true).loss) lost_routes_.on_loss();
  const bool lost = lost_routes_.on_none(to);
  if (lost) lost_routes_.tell_lost(to);
  return lost;
}

std::expected<ConnectEngine::SlotIndex, Reason> ConnectEngine::take_slot(Family family) {
  auto& idle = idle_[index_of(family)];
  if (!idle.empty()) {
    const SlotIndex index = idle.back();
    idle.pop_back();
    return index;
  }
  if (sockets_ < limit_) return open_slot(family);
  // Take a socket from another use: an idle one of the other family first, then the oldest released try.
  auto& others = idle_[1 - index_of(family)];
  if (!others.empty()) {
    const SlotIndex other = others.back();
    others.pop_back();
    drop_socket(other);
    return open_slot(family);
  }
  while (!released_.empty()) {
    const auto [index, turn] = released_.front();
    released_.pop_front();
    if (slots_[index].use != Use::kReleased || slots_[index].turn != turn) continue;
    const Address& last = slots_[index].probe.to.address;
    if (last.family() != family || !can_connect_again(last)) {
      drop_socket(index);
      return open_slot(family);
    }
    disconnect(slots_[index].fd.get());
    forget_errors(slots_[index].fd.get());
    return index;
  }
  return std::unexpected(Reason::kNoDescriptors);
}

std::expected<ConnectEngine::SlotIndex, Reason> ConnectEngine::open_slot(Family family) {
  Fd fd(::socket(domain_of(family), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) {
    const Reason reason = errno == EAFNOSUPPORT ? Reason::kNoSourceAddress : shortage_of(errno);
    if (reason == Reason::kNoDescriptors) limit_ = std::max<std::size_t>(sockets_, 1);
    return std::unexpected(reason);
  }
  if (const Errno error = follow(wishes_, fd.get(), family)) {
    // The user's source or interface, which was there at the start.
    const bool gone = error == EADDRNOTAVAIL || error == ENXIO || error == ENODEV;
    return std::unexpected(gone ? Reason::kRouteLost : shortage_of(error));
  }
  set_reset_on_close(fd.get());
  keep_icmp_errors(fd.get(), family);
  if (empty_.empty()) {
    empty_.push_back(static_cast<SlotIndex>(slots_.size()));
    slots_.emplace_back();
  }
  const SlotIndex index = empty_.back();
  empty_.pop_back();
  Slot& slot = slots_[index];
  slot.fd = std::move(fd);
  slot.registered = false;
  ++slot.generation;
  ++sockets_;
  return index;
}

void ConnectEngine::answer_at_once(const Probe& probe, Reason reason) {
  const Instant now = clock_now();
  answers_.push_back({probe.id, tcp_state_of(reason), reason, now, now});
}

bool ConnectEngine::advance(SlotIndex index) {
  Slot& slot = slots_[index];
  const Errno error = connect_to(slot.fd.get(), slot.probe.to);
  if (verdict_of(error) != Reason::kSynAck) {
    // A message that comes while the kernel is inside our connect(), as that of a firewall on this machine or
    // its link does, does not end the try (tcp_v4_err in net/ipv4/tcp_ipv4.c: sock_owned_by_user): the SYN
    // goes on.
    if (const auto icmp = take_icmp_error(slot.fd.get())) {
      finish(index, *icmp);
      return true;
    }
    if (error == EALREADY || error == EINPROGRESS) return await(index);
  }
  finish(index, error);
  return true;
}

void ConnectEngine::finish(SlotIndex index, Errno error) {
  Slot& slot = slots_[index];
  const auto reason = verdict_of(error);
  if (!reason) {  // ETIMEDOUT: the kernel has given up, which is no answer
    drop_socket(index);
    return;
  }
  const Probe probe = slot.probe;
  const Instant sent = slot.sent;
  const Instant now = clock_now();
  if (*reason != Reason::kSynAck && now - sent < kOneAnswerWithin) {
    free_use(index);
  } else if (*reason != Reason::kSynAck) {
    drop_socket(index);
  } else {
    const auto local = local_endpoint(slot.fd.get());
    const bool to_itself = local && *local == probe.to;
    drop_socket(index);
    if (to_itself) {
      again_.push_back(probe);
      return;
    }
  }
  answers_.push_back({probe.id, tcp_state_of(*reason), *reason, sent, now});
}

// The socket is not used again: it may hold more of this try (sk_err_soft, further messages).
void ConnectEngine::finish(SlotIndex index, const IcmpError& icmp) {
  const Slot& slot = slots_[index];
  const Reason reason = reason_of(icmp.said);
  Answer answer{slot.probe.id, tcp_state_of(reason), reason, slot.sent, clock_now()};
  if (icmp.from != slot.probe.to.address) answer.from = icmp.from;
  answers_.push_back(answer);
  drop_socket(index);
}

bool ConnectEngine::await(SlotIndex index) {
  Slot& slot = slots_[index];
  if (!slot.registered) {
    const std::uint64_t tag = std::uint64_t{slot.generation} << 32 | index;
    if (epoll_.add(slot.fd.get(), EPOLLOUT | EPOLLET, tag) != 0) return false;
    slot.registered = true;
  }
  if (slot.use == Use::kInFlight) awaited_[slot.probe.id] = index;
  return true;
}

void ConnectEngine::free_use(SlotIndex index) {
  Slot& slot = slots_[index];
  if (!can_connect_again(slot.probe.to.address)) {
    drop_socket(index);
    return;
  }
  if (slot.use == Use::kInFlight) {
    --in_flight_;
    awaited_.erase(slot.probe.id);
  }
  slot.use = Use::kIdle;
  idle_[index_of(slot.probe.to.address.family())].push_back(index);
}

void ConnectEngine::drop_socket(SlotIndex index) {
  Slot& slot = slots_[index];
  if (slot.use == Use::kInFlight) {
    --in_flight_;
    awaited_.erase(slot.probe.id);
  }
  slot.fd.close();
  slot.use = Use::kEmpty;
  empty_.push_back(index);
  --sockets_;
}

void ConnectEngine::release(TryId id) {
  const auto found = awaited_.find(id);
  if (found == awaited_.end()) return;
  const SlotIndex index = found->second;
  Slot& slot = slots_[index];
  // Kernels before 5.8 keep a message that comes within our connect() as this error, without an event.
  if (const Errno error = socket_error(slot.fd.get()); error != 0) {
    if (const auto icmp = take_icmp_error(slot.fd.get())) {
      finish(index, *icmp);
      return;
    }
    if (verdict_of(error) != Reason::kSynAck) disconnect(slot.fd.get());
    finish(index, error);
    return;
  }
  if (const auto local = local_endpoint(slot.fd.get()); local && local->address.is_unspecified()) {
    answer_at_once(slot.probe, Reason::kNoSourceAddress);  // IPv4: sent from 0.0.0.0
    drop_socket(index);
    return;
  }
  awaited_.erase(found);
  slot.use = Use::kReleased;
  --in_flight_;
  if (released_.size() >= 2 * max_sockets_) {  // most of these have been answered since
    std::erase_if(released_, [&](const auto& entry) {
      return slots_[entry.first].use != Use::kReleased || slots_[entry.first].turn != entry.second;
    });
  }
  released_.emplace_back(index, slot.turn);
}

void ConnectEngine::end_released(Instant now) {
  while (!released_.empty()) {
    const auto [index, turn] = released_.front();
    const Slot& slot = slots_[index];
    const bool stale = slot.use != Use::kReleased || slot.turn != turn;
    if (!stale && now - slot.sent < kReleasedKept) return;
    released_.pop_front();
    if (stale) continue;
    drop_socket(index);
  }
}

void ConnectEngine::wait(Instant deadline, std::vector<Answer>& answers) {
  end_released(now());
  if (limit_ < max_sockets_) ++limit_;
  std::array<epoll_event, kEventsAtOnce> room;
  const Duration patience = answers_.empty() ? deadline - now() : Duration::zero();
  if (!awaited_.empty() || !released_.empty() || patience > Duration::zero()) {
    for (const epoll_event& event : epoll_.wait(room, patience)) {
      const auto index = static_cast<SlotIndex>(event.data.u64);
      const Slot& slot = slots_[index];
      if (slot.generation != event.data.u64 >> 32) continue;
      // A registered slot stays registered, so advance() cannot fail here.
      if (slot.use == Use::kInFlight || slot.use == Use::kReleased) static_cast<void>(advance(index));
    }
  }
  // A probe that cannot be repeated now counts as unanswered: the plan's timeout repeats it.
  std::vector<Unsent> silent;
  send_again(silent);
  answers.insert(answers.end(), answers_.begin(), answers_.end());
  answers_.clear();
}

}  // namespace sounder

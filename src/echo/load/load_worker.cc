#include "echo/load/load_worker.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/limits.h"
#include "echo/load/limits.h"

namespace sounder {
namespace {

// Connects in progress at once while connections are opened: the smallest usual backlog (128), so that no SYN
// is dropped and retransmitted a second later.
constexpr std::size_t kConnectsAtOnce = 128;
// Bytes received from one connection in one call, and calls before the others have their turn.
constexpr std::size_t kLoadReceiveBytes = std::size_t{256} * 1024;
constexpr int kLoadCallsInARow = 16;

constexpr std::size_t kEventsAtOnce = 512;
// How often connections that make no progress are looked for, and the totals told.
constexpr Duration kLookEvery = kProgressEvery;

}  // namespace

LoadWorker::LoadWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish)
    : options_(options),
      bytes_(bytes),
      thread_(thread),
      publish_(std::move(publish)),
      most_connecting_(std::max<std::size_t>(kConnectsAtOnce / options.threads, 1)),
      plan_(options, thread),
      alone_(plan_.lanes() == 1 && !options.rate_per_s && !options.churn),
      connections_(plan_.lanes()),
      events_(kEventsAtOnce),
      room_(std::make_unique_for_overwrite<std::byte[]>(kLoadReceiveBytes)) {}

void LoadWorker::open(const std::stop_token& stop) {
  // Churn opens its connections while it measures; one is tried, so that a server that is not there is told
  // at once.
  const std::size_t opened = !options_.churn ? connections_.size() : thread_ == 0 ? 1 : 0;
  for (std::size_t lane = connections_.size(); lane-- > opened;) free_.push_back(lane);
  for (std::size_t lane = 0; lane < opened; ++lane) down_.push_back({Instant::min(), lane});
  untried_ = opened;
  while (untried_ > 0 && plan_.totals().shortages == 0 && !stop.stop_requested()) {
    reopen(clock_now());
    turn(kStopLatency);
  }
  if (options_.churn && opened > 0 && connections_[0].state == State::kOpen) release(0);
}

void LoadWorker::measure(Instant start, const std::stop_token& stop) {
  measuring_ = true;
  plan_.start(start);
  for (std::size_t lane = 0; lane < connections_.size(); ++lane)
    if (connections_[lane].state == State::kOpen) begin(lane, clock_now());
  for (;;) {
    const Instant now = clock_now();
    if (stop.stop_requested()) plan_.stop(now);
    if (plan_.done(now)) break;
    begin_due();
    if (options_.churn) start_free(now);
    reopen(now);
    const Instant until = std::min({now + kStopLatency, plan_.next_due(), plan_.deadline()});
    turn(until - clock_now());
  }
  plan_.finish();
}

// So many at most, because a schedule that nobody can keep would never let answers be read.
void LoadWorker::begin_due() {
  for (std::size_t i = 0; i < kEventsAtOnce; ++i) {
    const auto lane = plan_.take_due(clock_now());
    if (!lane) return;
    if (connections_[*lane].state == State::kOpen) begin(*lane, clock_now());
  }
}

// --- Coming and going

void LoadWorker::connect(std::size_t lane, Instant now) {
  Connection& c = connections_[lane];
  c.stream = thread_ + options_.threads * streams_++;
  const auto& sources = options_.sources;
  auto fd = sources.empty() ? start_connect(options_.target)
                            : start_connect_from(sources[c.stream % sources.size()], options_.target);
  if (!fd && is_shortage(fd.error())) return short_of(lane, fd.error());
  c.sent = c.to_send = c.received = 0;
  c.answer_left = options_.message_bytes;
  c.progress = now;
  if (options_.churn && measuring_) c.to_send = plan_.begin(lane, now) * options_.message_bytes;
  if (!fd) return broke(lane, fd.error());
  c.channel = LoadChannel(
      std::move(*fd),
      options_.tls == nullptr ? nullptr : std::make_unique<LoadTls>(options_.tls->stream(options_.tls_host)));
  c.state = State::kConnecting;
  ++connecting_;
  const std::uint64_t tag = std::uint64_t{++c.generation} << 32U | lane;
  if (const Errno error = epoll_.add(c.channel.fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, tag))
    broke(lane, error);
}

void LoadWorker::connected(std::size_t lane) {
  Connection& c = connections_[lane];
  Errno error = socket_error(c.channel.fd());
  // A socket that the kernel gave the very port it connects to has met itself: nobody listens there.
  if (error == 0 && local_endpoint(c.channel.fd()) == options_.target) error = ECONNREFUSED;
  if (error != 0) return broke(lane, error);
  set_no_delay(c.channel.fd());
  c.state = State::kShaking;
  shake_hands(lane);
}

void LoadWorker::shake_hands(std::size_t lane) {
  LoadChannel& channel = connections_[lane].channel;
  const Errno why = channel.shake_hands();
  if (why == 0) return opened(lane);
  if (why == EAGAIN) return;
  if (why == EPROTO) return no_handshake(lane, channel.tls()->failure());
  broke(lane, why);
}

void LoadWorker::no_handshake(std::size_t lane, const std::string& why) {
  if (plan_.totals().handshake.empty()) plan_.totals().handshake = why;
  failed(lane, LoadError::kHandshake);
}

void LoadWorker::opened(std::size_t lane) {
  Connection& c = connections_[lane];
  --connecting_;
  c.state = State::kOpen;
  if (alone_) {
    epoll_.remove(c.channel.fd());
    c.channel.allow_waiting(kStopLatency);
  }
  settle(c);
  ++plan_.totals().connected;
  if (!measuring_) return;
  const Instant now = clock_now();
  if (options_.churn) {
    plan_.totals().connect.record(now - c.progress);
    c.progress = now;
    send(lane);
  } else {
    begin(lane, now);
  }
}

void LoadWorker::failed(std::size_t lane, LoadError error) {
  ++plan_.totals().errors[static_cast<std::size_t>(error)];
  take_down(lane);
  pause(lane);
}

void LoadWorker::broke(std::size_t lane, Errno why) {
  if (is_shortage(why)) {
    take_down(lane);
    return short_of(lane, why);
  }
  const LoadError kind = kind_of(why);
  if (kind == LoadError::kOther && plan_.totals().other == 0) plan_.totals().other = why;
  failed(lane, kind);
}

void LoadWorker::wrong_bytes(std::size_t lane) {
  plan_.mismatched(lane);
  take_down(lane);
  pause(lane);
}

void LoadWorker::take_down(std::size_t lane) {
  Connection& c = connections_[lane];
  plan_.lost(lane);
  if (c.state == State::kConnecting || c.state == State::kShaking) --connecting_;
  c.channel.cut();
  c.state = State::kDown;
  settle(c);
}

void LoadWorker::pause(std::size_t lane) { down_.push_back({clock_now(), lane}); }

void LoadWorker::settle(Connection& connection) {
  if (!std::exchange(connection.tried, true) && untried_ > 0) --untried_;
}

void LoadWorker::short_of(std::size_t lane, Errno why) {
  LoadTotals& totals = plan_.totals();
  if (totals.shortages++ == 0) totals.shortage = why;
  pause(lane);
}

void LoadWorker::reopen(Instant now) {
  while (!down_.empty() && (options_.churn || connecting_ < most_connecting_)) {
    const Waiting next = down_.front();
    if (next.since > now - kReopenPause) return;
    down_.pop_front();
    if (options_.churn && measuring_)
      free_.push_back(next.lane);
    else
      connect(next.lane, now);
  }
}

void LoadWorker::start_free(Instant now) {
  while (!free_.empty() && plan_.due(now)) {
    const std::size_t lane = free_.back();
    free_.pop_back();
    connect(lane, clock_now());
  }
}

// --- Bytes

void LoadWorker::begin(std::size_t lane, Instant now) {
  Connection& c = connections_[lane];
  if (!plan_.waiting(lane)) c.progress = now;
  const std::size_t count = plan_.begin(lane, now);
  if (count == 0) return;
  c.to_send += count * options_.message_bytes;
  send(lane);
}

void LoadWorker::send(std::size_t lane) {
  Connection& c = connections_[lane];
  if (const Errno left = c.channel.flush(); left != 0) return left == EAGAIN ? void() : broke(lane, left);
  while (c.to_send > 0) {
    const auto piece = bytes_.at(c.stream, c.sent);
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), c.to_send));
    const auto sent = c.channel.send(piece.first(size), size < c.to_send);
    if (!sent && sent.error() == EAGAIN) return;
    if (!sent) return broke(lane, sent.error());
    c.sent += *sent;
    c.to_send -= *sent;
  }
}

// `ending`: the peer's end or a reset is already there behind the bytes, and no other event will tell of it.
void LoadWorker::receive(std::size_t lane, bool ending) {
  Connection& c = connections_[lane];
  const std::span room(room_.get(), kLoadReceiveBytes);
  for (int call = 0; call < kLoadCallsInARow; ++call) {
    const auto got = c.channel.receive(room);
    if (!got && got.error() == EAGAIN) return;
    if (!got) return broke(lane, got.error());
    if (*got == 0) return ended(lane);
    if (!received(lane, room.first(*got))) return;
    if (*got < room.size() && !ending && !c.channel.holds_more()) return;  // the next byte is a new edge
  }
  unread_.push_back(lane);
}

// False if the connection is gone.
bool LoadWorker::received(std::size_t lane, std::span<const std::byte> got) {
  const Instant now = clock_now();
  if (!take(lane, got, now))
    wrong_bytes(lane);
  else
    after_answers(lane, now);
  return connections_[lane].state != State::kDown;
}

// False if a byte is wrong, or was never sent; what came before it counts.
bool LoadWorker::take(std::size_t lane, std::span<const std::byte> got, Instant now) {
  Connection& c = connections_[lane];
  const std::size_t asked =
      static_cast<std::size_t>(std::min<std::uint64_t>(got.size(), c.sent - c.received));
  std::size_t right = bytes_.matching(c.stream, c.received, got.first(asked));
  const bool whole = right == got.size();
  c.received += right;
  c.progress = now;
  while (right >= c.answer_left) {
    right -= c.answer_left;
    c.answer_left = options_.message_bytes;
    plan_.answered(lane, now);
  }
  c.answer_left -= right;
  return whole;
}

void LoadWorker::after_answers(std::size_t lane, Instant now) {
  Connection& c = connections_[lane];
  if (!options_.churn) return begin(lane, now);
  if (c.state != State::kOpen || plan_.waiting(lane)) return;
  c.channel.end();
  c.state = State::kEnding;
}

void LoadWorker::ended(std::size_t lane) {
  Connection& c = connections_[lane];
  if (c.state != State::kEnding) return failed(lane, LoadError::kClosedEarly);
  release(lane);
}

void LoadWorker::release(std::size_t lane) {
  connections_[lane].channel.close();
  connections_[lane].state = State::kDown;
  free_.push_back(lane);
}

// --- Turns

void LoadWorker::on_event(const epoll_event& event) {
  const auto lane = static_cast<std::size_t>(event.data.u64 & 0xFFFFFFFFU);
  Connection& c = connections_[lane];
  if (c.state == State::kDown || c.generation != event.data.u64 >> 32U) return;
  if (c.state == State::kConnecting) {
    connected(lane);
  } else if (c.state == State::kShaking) {
    shake_hands(lane);
  } else if ((event.events & EPOLLOUT) != 0 && c.unsent()) {
    c.progress = clock_now();
    send(lane);
  }
  if (c.state < State::kOpen) return;
  if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    receive(lane, (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

void LoadWorker::turn_alone(Duration longest) {
  Connection& c = connections_[0];
  if (c.unsent() || !plan_.waiting(0)) {
    pollfd polled{c.channel.fd(), static_cast<short>(POLLIN | (c.unsent() ? POLLOUT : 0)), 0};
    ::poll(&polled, 1, c.channel.holds_more() ? 0 : poll_timeout_ms(longest));
    if ((polled.revents & POLLOUT) != 0) send(0);
    if (c.state == State::kOpen && (c.channel.holds_more() || (polled.revents & ~POLLOUT) != 0))
      receive(0, true);
    unread_.clear();  // poll tells of it again, or holds_more()
    return;
  }
  const std::span room(room_.get(), kLoadReceiveBytes);
  const auto got = c.channel.wait_and_receive(room);
  if (!got && got.error() != EAGAIN)
    broke(0, got.error());
  else if (got && *got == 0)
    ended(0);
  else if (got)
    static_cast<void>(received(0, room.first(*got)));
}

void LoadWorker::turn_in_set(Duration longest) {
  std::swap(reading_, unread_);
  for (const epoll_event& event : epoll_.wait(events_, reading_.empty() ? longest : Duration::zero()))
    on_event(event);
  for (const std::size_t lane : reading_)
    if (connections_[lane].state >= State::kOpen) receive(lane, true);
  reading_.clear();
}

void LoadWorker::turn(Duration longest) {
  if (alone_ && connections_[0].state == State::kOpen)
    turn_alone(longest);
  else
    turn_in_set(longest);
  if (const Instant now = clock_now(); now >= next_look_) look(now);
}

void LoadWorker::look(Instant now) {
  next_look_ = now + kLookEvery;
  give_up_stalled(now);
  publish_(plan_.totals());
}

void LoadWorker::give_up_stalled(Instant now) {
  for (std::size_t lane = 0; lane < connections_.size(); ++lane) {
    const Connection& c = connections_[lane];
    if (c.state == State::kDown || now - c.progress < options_.timeout) continue;
    if (c.state == State::kConnecting)
      failed(lane, LoadError::kConnectTimedOut);
    else if (c.state == State::kShaking)
      no_handshake(lane, c.channel.tls()->no_answer());
    else if (c.state == State::kEnding)
      failed(lane, LoadError::kNoEnd);
    else if (plan_.waiting(lane))
      failed(lane, LoadError::kTimedOut);
  }
}

}  // namespace sounder

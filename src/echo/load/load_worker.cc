#include "echo/load/load_worker.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/limits.h"
#include "echo/load/limits.h"

namespace sounder {
namespace {

// Receive calls on one connection before the others have their turn.
constexpr int kLoadCallsInARow = 16;

constexpr std::size_t kEventsAtOnce = 512;
// How often connections without progress are searched for and the totals published.
constexpr Duration kCheckEvery = kProgressEvery;

}  // namespace

LoadWorker::LoadWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread, Publish publish)
    : options_(options),
      bytes_(bytes),
      thread_(thread),
      publish_(std::move(publish)),
      plan_(options, thread),
      connections_(plan_.lanes()),
      tried_(plan_.lanes()),
      events_(kEventsAtOnce),
      room_(std::make_unique_for_overwrite<std::byte[]>(kLoadReceiveBytes)) {}

void LoadWorker::open(const std::stop_token& stop) {
  untried_ = connections_at_start();
  for (std::size_t lane = 0; lane < untried_; ++lane) down_.push_back({Instant::min(), lane});
  while (untried_ > 0 && plan_.totals().shortages == 0 && !stop.stop_requested()) {
    free_down_lanes(clock_now());
    turn(kStopLatency);
  }
  on_all_opened();
}

void LoadWorker::measure(Instant start, const std::stop_token& stop) {
  measuring_ = true;
  plan_.start(start);
  for (;;) {
    const Instant now = clock_now();
    if (stop.stop_requested()) plan_.stop(now);
    if (plan_.done(now)) break;
    begin_requests(now);
    free_down_lanes(now);
    const Instant until = std::min({now + kStopLatency, plan_.next_due(), plan_.deadline()});
    turn(until - clock_now());
  }
  plan_.finish();
}

// --- Opening and closing

void LoadWorker::connect(std::size_t lane, Instant now) {
  const std::uint64_t stream = thread_ + options_.threads * streams_++;
  const auto& sources = options_.sources;
  auto fd = sources.empty() ? start_connect(options_.target)
                            : start_connect_from(sources[stream % sources.size()], options_.target);
  if (!fd && is_shortage(fd.error())) {
    count_shortage(lane, fd.error());
    return;
  }
  std::unique_ptr<LoadTls> tls;
  if (fd && options_.tls != nullptr) tls = std::make_unique<LoadTls>(options_.tls->stream(options_.host));
  const Errno refused = fd ? 0 : fd.error();
  LoadConnection& c = connections_[lane];
  c.start(fd ? LoadChannel(std::move(*fd), std::move(tls)) : LoadChannel(), stream, options_.message_bytes,
          now);
  ++connecting_;
  on_connecting(lane, now);
  const Errno error =
      refused != 0 ? refused
                   : epoll_.add(c.channel().fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, c.tag(lane));
  if (error != 0) fail(lane, error);
}

void LoadWorker::handle_connected(std::size_t lane) {
  if (const Errno error = connections_[lane].finish_connect(options_.target)) {
    fail(lane, error);
    return;
  }
  handshake(lane);
}

void LoadWorker::handshake(std::size_t lane) {
  LoadConnection& c = connections_[lane];
  const Errno error = c.handshake();
  if (error == EAGAIN) return;
  if (error == EPROTO) {
    handshake_failed(lane, c.channel().tls()->failure());
  } else if (error != 0) {
    fail(lane, error);
  } else {
    --connecting_;
    ++plan_.totals().connected;
    count_tried(lane);
    on_open(lane);
  }
}

void LoadWorker::handshake_failed(std::size_t lane, const std::string& why) {
  if (LoadTotals& totals = plan_.totals(); totals.handshake.empty()) {
    totals.handshake = why;
    totals.distrusted = connections_[lane].channel().tls()->distrusts();
  }
  count_failure(lane, LoadError::kHandshake);
}

void LoadWorker::fail(std::size_t lane, Errno why) {
  if (is_shortage(why)) {
    take_down(lane);
    count_shortage(lane, why);
    return;
  }
  const LoadError kind = kind_of(why);
  if (kind == LoadError::kOther && plan_.totals().other == 0) plan_.totals().other = why;
  count_failure(lane, kind);
}

void LoadWorker::count_failure(std::size_t lane, LoadError error) {
  ++plan_.totals().errors[static_cast<std::size_t>(error)];
  plan_.series().failed(clock_now());
  take_down(lane);
  down_.push_back({clock_now(), lane});
}

void LoadWorker::count_shortage(std::size_t lane, Errno why) {
  LoadTotals& totals = plan_.totals();
  if (totals.shortages++ == 0) totals.shortage = why;
  down_.push_back({clock_now(), lane});
}

void LoadWorker::count_tried(std::size_t lane) {
  if (tried_[lane] || untried_ == 0) return;
  tried_[lane] = true;
  --untried_;
}

void LoadWorker::take_down(std::size_t lane) {
  plan_.lost(lane);
  if (connections_[lane].is_opening()) --connecting_;
  connections_[lane].cut();
  count_tried(lane);
}

void LoadWorker::free_down_lanes(Instant now) {
  while (!down_.empty() && may_connect()) {
    const Down next = down_.front();
    if (next.since > now - kReopenPause) return;
    down_.pop_front();
    on_lane_free(next.lane, now);
  }
}

// --- Bytes

void LoadWorker::send(std::size_t lane) {
  const Errno error = connections_[lane].send(bytes_);
  if (error != 0 && error != EAGAIN) fail(lane, error);
}

void LoadWorker::receive(std::size_t lane, bool ending) {
  LoadChannel& channel = connections_[lane].channel();
  for (int call = 0; call < kLoadCallsInARow; ++call) {
    const auto got = channel.receive(room());
    if (!got && got.error() == EAGAIN) return;
    if (!got) {
      fail(lane, got.error());
      return;
    }
    if (*got == 0) {
      handle_end(lane);
      return;
    }
    if (!handle_bytes(lane, room().first(*got))) return;
    if (*got < room().size() && !ending && !channel.holds_more()) return;  // the next byte is a new edge
  }
  unread_.push_back(lane);
}

bool LoadWorker::handle_bytes(std::size_t lane, std::span<const std::byte> got) {
  const Instant now = clock_now();
  LoadConnection& c = connections_[lane];
  const auto verified = c.verify(bytes_, got, now);
  for (std::size_t i = 0; i < verified.answers; ++i) plan_.answered(lane, now);
  if (!verified.wrong) {
    on_received(lane, now);
  } else {
    plan_.mismatched(lane, now, *verified.wrong);
    take_down(lane);
    down_.push_back({clock_now(), lane});
  }
  return c.state() != State::kDown;
}

void LoadWorker::handle_end(std::size_t lane) {
  if (connections_[lane].state() == State::kEnding)
    on_ended(lane);
  else
    count_failure(lane, LoadError::kClosedEarly);
}

// --- Turns

void LoadWorker::handle_event(const epoll_event& event) {
  const std::size_t lane = LoadConnection::lane_of(event.data.u64);
  LoadConnection& c = connections_[lane];
  if (!c.owns(event.data.u64)) return;
  if (c.state() == State::kConnecting) {
    handle_connected(lane);
  } else if (c.state() == State::kHandshaking) {
    handshake(lane);
  } else if ((event.events & EPOLLOUT) != 0 && c.unsent()) {
    c.touch(clock_now());
    send(lane);
  }
  if (!c.is_readable()) return;
  if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    receive(lane, (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

void LoadWorker::wait_in_set(Duration longest) {
  std::swap(reading_, unread_);
  for (const epoll_event& event : epoll_.wait(events_, reading_.empty() ? longest : Duration::zero()))
    handle_event(event);
  for (const std::size_t lane : reading_)
    if (connections_[lane].is_readable()) receive(lane, true);
  reading_.clear();
}

void LoadWorker::turn(Duration longest) {
  wait(longest);
  if (const Instant now = clock_now(); now >= next_check_) check(now);
}

void LoadWorker::check(Instant now) {
  next_check_ = now + kCheckEvery;
  fail_stalled(now);
  publish_(plan_.totals());
}

void LoadWorker::fail_stalled(Instant now) {
  for (std::size_t lane = 0; lane < connections_.size(); ++lane) {
    const LoadConnection& c = connections_[lane];
    if (c.state() == State::kDown || now - c.progress() < options_.timeout) continue;
    if (c.state() == State::kConnecting)
      count_failure(lane, LoadError::kConnectTimedOut);
    else if (c.state() == State::kHandshaking)
      handshake_failed(lane, c.channel().tls()->no_answer());
    else if (c.state() == State::kEnding)
      count_failure(lane, LoadError::kNoEnd);
    else if (plan_.waiting(lane))
      count_failure(lane, LoadError::kTimedOut);
  }
}

}  // namespace sounder

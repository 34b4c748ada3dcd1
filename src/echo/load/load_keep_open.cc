#include "echo/load/load_keep_open.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/limits.h"

namespace sounder {
namespace {

// Connects in progress at once while connections are opened: the smallest usual backlog (128), so that no SYN
// is dropped and retransmitted a second later.
constexpr std::size_t kConnectsAtOnce = 128;

// Requests begun before answers are read again: with a schedule that cannot be kept more are always due.
constexpr std::size_t kBegunAtOnce = 512;

}  // namespace

LoadKeepOpen::LoadKeepOpen(const LoadOptions& options, const LoadBytes& bytes, unsigned thread,
                           Publish publish)
    : LoadWorker(options, bytes, thread, std::move(publish)),
      most_connecting_(std::max<std::size_t>(kConnectsAtOnce / options.threads, 1)),
      alone_(lanes() == 1 && !options.rate_per_s) {}

void LoadKeepOpen::begin_requests(Instant) {
  if (!std::exchange(begun_, true))
    for (std::size_t lane = 0; lane < lanes(); ++lane)
      if (connection(lane).state() == State::kOpen) begin(lane, clock_now());
  begin_due();
}

void LoadKeepOpen::begin_due() {
  for (std::size_t i = 0; i < kBegunAtOnce; ++i) {
    const auto lane = plan().take_due(clock_now());
    if (!lane) return;
    if (connection(*lane).state() == State::kOpen) begin(*lane, clock_now());
  }
}

void LoadKeepOpen::begin(std::size_t lane, Instant now, Instant free) {
  LoadConnection& c = connection(lane);
  if (!plan().waiting(lane)) c.touch(now);
  const std::size_t count = plan().begin(lane, now, free);
  if (count == 0) return;
  c.add_requests(count);
  send(lane);
}

void LoadKeepOpen::on_open(std::size_t lane) {
  if (alone_) {
    epoll().remove(connection(lane).channel().fd());
    connection(lane).channel().allow_waiting(kStopLatency);
  }
  const Instant now = clock_now();
  if (measuring()) begin(lane, now, now);
}

void LoadKeepOpen::wait(Duration longest) {
  if (alone_ && connection(0).state() == State::kOpen)
    wait_alone(longest);
  else
    wait_in_set(longest);
}

void LoadKeepOpen::wait_alone(Duration longest) {
  LoadConnection& c = connection(0);
  LoadChannel& channel = c.channel();
  if (c.unsent() || !plan().waiting(0)) {
    pollfd polled{channel.fd(), static_cast<short>(POLLIN | (c.unsent() ? POLLOUT : 0)), 0};
    ::poll(&polled, 1, channel.holds_more() ? 0 : poll_timeout_ms(longest));
    if ((polled.revents & POLLOUT) != 0) send(0);
    if (c.state() == State::kOpen && (channel.holds_more() || (polled.revents & ~POLLOUT) != 0))
      receive(0, true);
    forget_unread();  // poll reports it again, or holds_more()
    return;
  }
  const auto got = channel.wait_and_receive(room());
  if (!got && got.error() != EAGAIN)
    fail(0, got.error());
  else if (got && *got == 0)
    handle_end(0);
  else if (got)
    handle_bytes(0, room().first(*got));
}

}  // namespace sounder

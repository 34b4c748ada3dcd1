#include "echo/load/datagram_worker.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/limits.h"
#include "echo/load/limits.h"
#include "echo/load/load_datagram.h"
#include "net/datagrams.h"

namespace sounder {
namespace {

constexpr std::size_t kEventsAtOnce = 512;
// How often lost datagrams and blocked sockets are checked.
constexpr Duration kCheckEvery = std::chrono::milliseconds(10);

}  // namespace

DatagramWorker::DatagramWorker(const LoadOptions& options, const LoadBytes& bytes, unsigned thread,
                               Publish publish)
    : options_(options),
      bytes_(bytes),
      thread_(thread),
      publish_(std::move(publish)),
      plan_(options, thread),
      sockets_(plan_.lanes()),
      events_(kEventsAtOnce) {}

// --- Sockets

std::expected<Fd, Errno> DatagramWorker::new_socket(std::size_t lane) const {
  const auto& sources = options_.sources;
  std::optional<Address> source;
  if (!sources.empty()) source = sources[stream_of(lane) % sources.size()];
  auto fd = connect_udp(options_.target, source);
  // A socket that got the very port it sends to would answer itself. While it is open, the next one gets
  // another port.
  if (fd && local_endpoint(fd->get()) == options_.target) return connect_udp(options_.target, source);
  return fd;
}

void DatagramWorker::open(const std::stop_token& stop) {
  LoadTotals& totals = plan_.totals();
  for (std::size_t lane = 0; lane < sockets_.size() && !stop.stop_requested(); ++lane) {
    auto fd = new_socket(lane);
    const Errno why = fd ? epoll_.add(fd->get(), EPOLLIN, lane) : fd.error();
    if (why == 0) {
      sockets_[lane].fd = std::move(*fd);
      ++totals.connected;
    } else if (is_shortage(why)) {
      ++totals.shortages;
      totals.shortage = why;
      return;
    } else {
      failed(why);
    }
  }
}

void DatagramWorker::failed(Errno why) {
  LoadTotals& totals = plan_.totals();
  const LoadError kind = kind_of(why);
  if (kind == LoadError::kOther && totals.other == 0) totals.other = why;
  ++totals.errors[static_cast<std::size_t>(kind)];
  plan_.series().failed(clock_now());
}

// --- Turns

void DatagramWorker::measure(Instant start, const std::stop_token& stop) {
  plan_.start(start);
  for (std::size_t lane = 0; lane < sockets_.size(); ++lane) send(lane);
  for (;;) {
    const Instant now = clock_now();
    if (stop.stop_requested()) plan_.stop(now);
    if (plan_.done(now)) break;
    send_due();
    wait();
    if (const Instant after = clock_now(); after >= next_check_) check(after);
  }
  plan_.finish();
}

// Bounded: with a schedule that cannot be kept more are always due, and answers would never be read.
void DatagramWorker::send_due() {
  due_.clear();
  const Instant now = clock_now();
  while (due_.size() < kEventsAtOnce) {
    const auto lane = plan_.take_due(now);
    if (!lane) break;
    due_.push_back(*lane);
  }
  // Those of one socket go out together.
  for (const std::size_t lane : due_) send(lane);
}

void DatagramWorker::wait() {
  const Instant until = std::min({clock_now() + kCheckEvery, plan_.next_due(), plan_.deadline()});
  for (const epoll_event& event : epoll_.wait(events_, std::max(until - clock_now(), Duration::zero())))
    receive(static_cast<std::size_t>(event.data.u64));
}

void DatagramWorker::check(Instant now) {
  next_check_ = now + kCheckEvery;
  const bool blocked = std::exchange(any_blocked_, false);
  for (std::size_t lane = 0; lane < sockets_.size(); ++lane)
    if (plan_.give_up(lane, now) || blocked) send(lane);
  if (now < next_publish_) return;
  next_publish_ = now + kProgressEvery;
  publish_(plan_.totals());
}

// --- Datagrams

void DatagramWorker::send(std::size_t lane) {
  Socket& socket = sockets_[lane];
  Instant now = clock_now();
  if (!socket.fd) return;
  if (now < socket.blocked_until) {
    any_blocked_ = true;
    return;
  }
  for (std::size_t count = 0; (count = std::min(plan_.ready(lane, now), kDatagramsAtOnce)) > 0;) {
    outgoing_.clear();
    for (std::uint64_t number = plan_.next(lane), end = number + count; number < end; ++number)
      outgoing_.push_back(
          {datagram_head(bytes_, stream_of(lane), number),
           datagram_body(bytes_, stream_of(lane), number, options_.message_bytes - kDatagramHeadBytes)});
    const auto sent = send_datagrams(socket.fd.get(), outgoing_);
    if (!sent && !refused_only(lane, sent.error())) return;
    plan_.sent(lane, sent.value_or(0), now);
    now = clock_now();
  }
}

// The error may belong to an earlier datagram; then the next call sends.
bool DatagramWorker::refused_only(std::size_t lane, Errno why) {
  const bool full = why == EAGAIN || why == ENOBUFS || why == ENOMEM;
  if (!full) failed(why);
  if (why == ECONNREFUSED) return true;
  sockets_[lane].blocked_until = clock_now() + (full ? Duration(kCheckEvery) : Duration(kReopenPause));
  any_blocked_ = true;
  return false;
}

void DatagramWorker::receive(std::size_t lane) {
  for (int batches = 0; batches < kDatagramBatches; ++batches) {
    const auto got = batch_.receive(sockets_[lane].fd.get());
    if (!got && !is_shortage(got.error()) && got.error() != EINTR) failed(got.error());
    if (!got) break;
    const Instant now = clock_now();
    for (std::size_t i = 0; i < got->size(); ++i) take(lane, batch_.bytes_of(i), now);
    if (got->size() < kDatagramsAtOnce) break;
  }
  send(lane);
}

void DatagramWorker::take(std::size_t lane, std::span<const std::byte> got, Instant now) {
  const auto number = number_of_datagram(bytes_, stream_of(lane), got);
  if (number && got.size() == options_.message_bytes)
    plan_.answered(lane, *number, now);
  else
    plan_.mismatched(now, wrong_datagram(got));
}

}  // namespace sounder

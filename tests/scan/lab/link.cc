#include "tests/scan/lab/link.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace sounder::test {
namespace {

constexpr int kReadsAtOnce = 64;
// A sleep and its wake-up cost some 10 microseconds; what is due sooner is waited for awake.
constexpr Duration kWorthSleeping = std::chrono::microseconds(10);
constexpr Duration kLongestSleep = std::chrono::milliseconds(500);
constexpr int kTurnsBetweenStops = 256;

Duration processor_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

void Link::run(int stop) {
  const Duration before = processor_time();
  move_packets(stop);
  processor_ += processor_time() - before;
}

void Link::move_packets(int stop) {
  for (int turn = 1;; ++turn) {
    const bool more_near = take_from(Side::kNear);
    const bool more_far = take_from(Side::kFar);
    deliver_due();
    const bool busy = more_near || more_far;
    if ((!busy || turn % kTurnsBetweenStops == 0) && !wait(stop, !busy)) return;
  }
}

bool Link::take_from(Side side) {
  std::array<std::byte, DuePackets::kLargest> buffer;
  const Side to = side == Side::kNear ? Side::kFar : Side::kNear;
  for (int i = 0; i < kReadsAtOnce; ++i) {
    const auto got = ::read(device(side).get(), buffer.data(), buffer.size());
    if (got <= 0) return false;
    const auto packet = std::span<const std::byte>(buffer).first(static_cast<std::size_t>(got));
    const Instant now = clock_now();
    const auto fate = links_.pass(side, packet, now);
    for (const auto& due : {fate.first, fate.second})
      if (due && !due_.add(*due, to, packet)) ++faults_.overrun;
  }
  return true;
}

void Link::deliver_due() {
  Instant now = clock_now();
  const auto deliver = [&](Side to, std::span<const std::byte> packet, Instant due) {
    faults_.most_late = std::max(faults_.most_late, now - due);
    put(to, packet);
  };
  for (int i = 0; i < kReadsAtOnce && due_.take(now, deliver); ++i) now = clock_now();
}

void Link::put(Side to, std::span<const std::byte> packet) {
  if (::write(device(to).get(), packet.data(), packet.size()) < 0) ++faults_.refused;
}

bool Link::wait(int stop, bool may_sleep) {
  std::array<pollfd, 3> fds{{{stop, POLLIN, 0}, {near_.get(), POLLIN, 0}, {far_.get(), POLLIN, 0}}};
  const auto next = due_.next();
  const Duration left = next ? *next - clock_now() : kLongestSleep;
  timespec patience{};
  if (may_sleep && left > kWorthSleeping) patience.tv_nsec = std::min(left, kLongestSleep).count();
  ::ppoll(fds.data(), fds.size(), &patience, nullptr);
  return fds[0].revents == 0;
}

}  // namespace sounder::test

#include "net/ring_port.h"

#include <poll.h>

#include <array>

namespace sounder {

std::expected<std::unique_ptr<RingPort>, Errno> RingPort::open(const RouteWishes& wishes) {
  auto sender = PacketSender::open(wishes);
  if (!sender) return std::unexpected(sender.error());
  return std::unique_ptr<RingPort>(new RingPort(std::move(*sender)));
}

Errno RingPort::listen(std::span<const Family> families, PortRange ports) {
  for (const Family family : families) {
    auto ring = PacketRing::open(family, ports);
    if (!ring) return ring.error();
    rings_.push_back(std::move(*ring));
  }
  return 0;
}

std::optional<CapturedPacket> RingPort::next() {
  for (PacketRing& ring : rings_)
    if (auto packet = ring.next()) return packet;
  return std::nullopt;
}

std::uint64_t RingPort::take_lost() {
  std::uint64_t lost = 0;
  for (PacketRing& ring : rings_) lost += ring.take_lost();
  return lost;
}

void RingPort::wait(Duration patience) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const timespec time{whole.count(), (patience - whole).count()};
  std::array<pollfd, 2> polled{};
  for (std::size_t i = 0; i < rings_.size(); ++i) polled[i] = {rings_[i].fd(), POLLIN, 0};
  static_cast<void>(::ppoll(polled.data(), rings_.size(), &time, nullptr));  // EINTR: the caller looks again
}

}  // namespace sounder

#include "net/epoll.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace sounder {
namespace {

int control(int set, int operation, int fd, std::uint32_t events, std::uint64_t tag) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  return ::epoll_ctl(set, operation, fd, &event) == 0 ? 0 : errno;
}

}  // namespace

Epoll::Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!fd_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

int Epoll::add(int fd, std::uint32_t events, std::uint64_t tag) const {
  return control(fd_.get(), EPOLL_CTL_ADD, fd, events, tag);
}

int Epoll::change(int fd, std::uint32_t events, std::uint64_t tag) const {
  return control(fd_.get(), EPOLL_CTL_MOD, fd, events, tag);
}

void Epoll::remove(int fd) const { control(fd_.get(), EPOLL_CTL_DEL, fd, 0, 0); }

std::span<epoll_event> Epoll::wait(std::span<epoll_event> room, Duration timeout) const {
  timeout = std::max(timeout, Duration::zero());
  const auto whole = std::chrono::floor<std::chrono::seconds>(timeout);
  const timespec spec{whole.count(), (timeout - whole).count()};
  const int count = ::epoll_pwait2(fd_.get(), room.data(), static_cast<int>(room.size()), &spec, nullptr);
  return room.first(count > 0 ? static_cast<std::size_t>(count) : 0);
}

}  // namespace sounder

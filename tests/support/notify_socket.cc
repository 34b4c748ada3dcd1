#include "tests/support/notify_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"

namespace sounder::test {

NotifySocket::NotifySocket() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  // Only the family: the kernel chooses an abstract name (unix(7), autobind).
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(fd_.get(), any, sizeof(sa_family_t)), 0);
  socklen_t length = sizeof address;
  EXPECT_EQ(::getsockname(fd_.get(), any, &length), 0);
  // The name begins with a zero byte, which NOTIFY_SOCKET writes as '@'.
  name_.assign(address.sun_path, length - sizeof(sa_family_t));
  EXPECT_GT(name_.size(), 1U);
  if (!name_.empty()) name_[0] = '@';
}

void NotifySocket::fill() {
  sockaddr_un address{};
  auto* to = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof address;
  ASSERT_EQ(::getsockname(fd_.get(), to, &length), 0);
  const Fd sender(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  while (::sendto(sender.get(), "full", 4, MSG_DONTWAIT, to, length) == 4) continue;
  EXPECT_EQ(errno, EAGAIN);
}

testing::AssertionResult NotifySocket::expect(std::string_view text, std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  for (;;) {
    const std::size_t at = heard_.find(text, matched_);
    if (at != std::string::npos) {
      matched_ = at + text.size();
      return testing::AssertionSuccess();
    }
    pollfd polled{fd_.get(), POLLIN, 0};
    if (::poll(&polled, 1, poll_timeout_ms(deadline - clock_now())) <= 0)
      return testing::AssertionFailure() << "'" << text << "' was not said, but:\n" << heard_;
    char buffer[4096];
    const auto got = ::recv(fd_.get(), buffer, sizeof buffer, 0);
    if (got > 0) heard_.append(buffer, static_cast<std::size_t>(got)) += '\n';
  }
}

}  // namespace sounder::test

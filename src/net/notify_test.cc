#include "net/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "base/fd.h"

namespace sounder {
namespace {

// A manager's ear in the abstract namespace, where nothing is left behind.
class AbstractEar {
 public:
  AbstractEar() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path + 1, name_.data(), name_.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name_.size());
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&where), length), 0);
  }
  std::string address() const { return "@" + name_; }
  std::string heard() const {
    char text[256];
    const auto got = ::recv(fd_.get(), text, sizeof text, 0);
    return got < 0 ? "" : std::string(text, static_cast<std::size_t>(got));
  }

 private:
  std::string name_ = "sounder-notify-test-" + std::to_string(::getpid());
  Fd fd_;
};

TEST(Notify, AnAbstractSocketHearsEveryLineInOneDatagram) {
  const AbstractEar ear;
  notify(ear.address(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=5");
  EXPECT_EQ(ear.heard(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=5");
}

TEST(Notify, AManagerThatIsGoneOrOutOfReachCostsNothing) {
  const AbstractEar ear;
  for (const std::string& address : {std::string(), std::string("@"), std::string("/nowhere/at/all"),
                                     std::string("vsock:2:1"), "@" + std::string(200, 'x')})
    notify(address, "READY=1");
  EXPECT_EQ(ear.heard(), "");
}

}  // namespace
}  // namespace sounder

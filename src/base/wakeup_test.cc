#include "base/wakeup.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace sounder {
namespace {

bool readable(const Wakeup& wakeup) {
  pollfd p{wakeup.fd(), POLLIN, 0};
  return ::poll(&p, 1, 0) == 1;
}

TEST(Wakeup, IsReadableFromNotifyUntilClear) {
  const Wakeup wakeup;
  EXPECT_FALSE(readable(wakeup));
  wakeup.notify();
  wakeup.notify();
  EXPECT_TRUE(readable(wakeup));
  wakeup.clear();
  EXPECT_FALSE(readable(wakeup));
}

}  // namespace
}  // namespace sounder

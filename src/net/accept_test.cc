#include "net/accept.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>

namespace sounder {
namespace {

TEST(Accept, GivesTheClientWithItsAddressAndThenNone) {
  const auto listener = listen_tcp({*Address::parse("127.0.0.1"), Port{0}});
  ASSERT_TRUE(listener);
  const auto client = start_connect(*local_endpoint(listener->get()));
  ASSERT_TRUE(client);
  pollfd p{listener->get(), POLLIN, 0};
  ASSERT_EQ(::poll(&p, 1, 5000), 1);
  const auto accepted = accept_tcp(listener->get());
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->peer, local_endpoint(client->get()));
  const auto none = accept_tcp(listener->get());
  ASSERT_FALSE(none);
  EXPECT_EQ(accept_trouble(none.error()), AcceptTrouble::kNoneWaits);
}

TEST(Accept, AConnectionsOwnErrorIsNoShortageAndAShortageIsNoReasonToStop) {
  for (const Errno code :
       {ECONNABORTED, EINTR, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EPERM})
    EXPECT_EQ(accept_trouble(code), AcceptTrouble::kConnection) << code;
  for (const Errno code : {EMFILE, ENFILE, ENOBUFS, ENOMEM})
    EXPECT_EQ(accept_trouble(code), AcceptTrouble::kShortage);
}

}  // namespace
}  // namespace sounder

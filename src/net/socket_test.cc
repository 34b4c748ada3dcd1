#include "net/socket.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>

namespace sounder {
namespace {

Endpoint loopback(Port port) { return {*Address::parse("127.0.0.1"), port}; }

TEST(Socket, ConnectsToAListenerAndKnowsBothEnds) {
  const auto listener = listen_tcp(loopback(Port{0}));
  ASSERT_TRUE(listener);
  const auto where = local_endpoint(listener->get());
  ASSERT_TRUE(where);
  const auto client = start_connect(*where);
  ASSERT_TRUE(client);
  pollfd p{client->get(), POLLOUT, 0};
  ASSERT_EQ(::poll(&p, 1, 5000), 1);
  EXPECT_EQ(socket_error(client->get()), 0);
  EXPECT_EQ(remote_endpoint(client->get()), where);
}

TEST(Socket, ConnectsFromALocalAddressOfItsChoice) {
  const auto listener = listen_tcp(loopback(Port{0}));
  ASSERT_TRUE(listener);
  const auto client = start_connect_from(*Address::parse("127.0.0.77"), *local_endpoint(listener->get()));
  ASSERT_TRUE(client);
  EXPECT_EQ(local_endpoint(client->get())->address.to_string(), "127.0.0.77");
}

TEST(Socket, AnAddressOfSomebodyElseCannotBeBound) {
  EXPECT_EQ(bindable(*Address::parse("127.0.0.77")), 0);
  EXPECT_EQ(bindable(*Address::parse("192.0.2.1")), EADDRNOTAVAIL);
}

TEST(Socket, WhatThisMachineLacksIsAShortageAndWhatThePeerSaysIsNone) {
  for (const Errno lack : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EADDRINUSE, ENOSPC, EAGAIN})
    EXPECT_TRUE(is_shortage(lack)) << lack;
  for (const Errno said : {0, ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH})
    EXPECT_FALSE(is_shortage(said)) << said;
}

TEST(Socket, AnAddressInUseIsAnError) {
  const auto first = listen_tcp(loopback(Port{0}));
  ASSERT_TRUE(first);
  const auto second = listen_tcp(*local_endpoint(first->get()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), EADDRINUSE);
}

}  // namespace
}  // namespace sounder

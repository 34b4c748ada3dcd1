#include "scan/targets/top_ports.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sounder {
namespace {

TEST(TopPorts, AreOverAThousandEachOnce) {
  const auto ports = top_ports();
  EXPECT_GE(ports.size(), 1000U);
  EXPECT_EQ(std::set<Port>(ports.begin(), ports.end()).size(), ports.size());
  EXPECT_EQ(std::ranges::count(ports, Port{0}), 0);
}

TEST(TopPorts, WhatRunsEverywhereComesFirst) {
  const auto first = top_ports().first(40);
  for (const int port : {22, 25, 53, 80, 443, 445, 3306, 3389, 5432, 6379, 8080, 27017})
    EXPECT_TRUE(std::ranges::find(first, Port{static_cast<std::uint16_t>(port)}) != first.end()) << port;
}

}  // namespace
}  // namespace sounder

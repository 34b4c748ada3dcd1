#include "net/lost_routes.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

const Address kOne = Address::ipv4(0x0a000001);
const Address kOther = Address::ipv4(0x0a000002);

TEST(LostRoutes, NothingIsLostBeforeALoss) {
  LostRoutes routes;
  EXPECT_FALSE(routes.on_none(kOne));
  routes.on_loss();
  EXPECT_FALSE(routes.on_none(kOne));  // it had none before
  EXPECT_TRUE(routes.on_none(kOther));
}

TEST(LostRoutes, ARouteThatWasThereIsLostThoughTheKernelHasNotToldYet) {
  LostRoutes routes;
  routes.on_route(kOne);
  EXPECT_TRUE(routes.on_none(kOne));
  routes.on_route(kOne);
  EXPECT_TRUE(routes.on_none(kOne));
}

TEST(LostRoutes, ARouteThatCameCanBeLost) {
  LostRoutes routes;
  EXPECT_FALSE(routes.on_none(kOne));
  routes.on_loss();
  routes.on_route(kOne);
  EXPECT_TRUE(routes.on_none(kOne));
}

TEST(LostRoutes, OneAtATimeIsToldAndItsReturn) {
  LostRoutes routes;
  routes.tell_lost(kOne);
  routes.tell_lost(kOther);
  routes.tell_lost(kOne);
  routes.tell_way(kOther);
  routes.tell_way(kOne);
  routes.tell_way(kOne);
  std::vector<PathNews> news;
  routes.take_news(news);
  ASSERT_EQ(news.size(), 2U);
  EXPECT_EQ(news[0].what, PathNews::What::kLost);
  EXPECT_EQ(news[1].what, PathNews::What::kBack);
  for (const PathNews& one : news) EXPECT_EQ(one.address, kOne);
}

}  // namespace
}  // namespace sounder

#include "scan/plan/link_places.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

TEST(LinkPlaces, AnyNumberOfHostsHasAPlaceAsLongAsNoneStarves) {
  LinkPlaces places;
  for (std::uint64_t host = 0; host < 100; ++host) EXPECT_TRUE(places.take(host, true, false));
}

TEST(LinkPlaces, IfAHostStarvesAmongOthersHalfAsManyBeginAnew) {
  LinkPlaces places;
  for (std::uint64_t host = 0; host < 4; ++host) EXPECT_TRUE(places.take(host, true, false));
  EXPECT_FALSE(places.take(0, true, true));  // two at once from now on
  EXPECT_FALSE(places.take(1, true, true));  // it starved among four
  EXPECT_TRUE(places.take(1, true, false));
  EXPECT_TRUE(places.take(2, true, false));
  EXPECT_FALSE(places.take(3, true, false));
  EXPECT_FALSE(places.take(0, true, false));
  EXPECT_TRUE(places.take(9, false, false));  // not policed
  places.leave(1);
  EXPECT_TRUE(places.take(0, true, false));
  EXPECT_FALSE(places.take(3, true, false));
}

TEST(LinkPlaces, WhereAHostStarvesAloneTheOthersAreNotToBlame) {
  LinkPlaces places;
  EXPECT_TRUE(places.take(0, true, false));
  EXPECT_TRUE(places.take(1, true, false));
  EXPECT_FALSE(places.take(1, true, true));
  EXPECT_TRUE(places.take(0, true, false));
  EXPECT_FALSE(places.take(1, true, false));
  EXPECT_TRUE(places.take(0, true, true));
  EXPECT_TRUE(places.take(1, true, true));
}

TEST(LinkPlaces, AHostThatStarvesBeforeThereAreOthersTellsNothing) {
  LinkPlaces places;
  EXPECT_TRUE(places.take(0, true, true));
  EXPECT_TRUE(places.take(1, true, false));
  EXPECT_FALSE(places.take(1, true, true));
}

}  // namespace
}  // namespace sounder

#include "scan/plan/link_places.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::seconds;

const Instant kStart{};

TEST(LinkPlaces, AnyNumberOfHostsHasAPlaceAsLongAsNoneStarves) {
  LinkPlaces places;
  for (std::uint64_t host = 0; host < 100; ++host)
    EXPECT_TRUE(places.take(host, kStart, true, Passes::kEnough));
}

TEST(LinkPlaces, IfAHostStarvesAmongOthersHalfAsManyBeginAnew) {
  LinkPlaces places;
  for (std::uint64_t host = 0; host < 4; ++host)
    EXPECT_TRUE(places.take(host, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(0, kStart, true, Passes::kLittle));  // two at once from now on
  EXPECT_FALSE(places.take(1, kStart, true, Passes::kLittle));  // it starved among four
  EXPECT_TRUE(places.take(1, kStart, true, Passes::kEnough));
  EXPECT_TRUE(places.take(2, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(3, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(0, kStart, true, Passes::kEnough));
  EXPECT_TRUE(places.take(9, kStart, false, Passes::kEnough));  // not policed
  places.leave(1);
  EXPECT_TRUE(places.take(0, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(3, kStart, true, Passes::kEnough));
}

// Two hosts, of which one starved: from now on they are worked on one after the other.
void make_scarce(LinkPlaces& places) {
  EXPECT_TRUE(places.take(0, kStart, true, Passes::kEnough));
  EXPECT_TRUE(places.take(1, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(1, kStart, true, Passes::kLittle));
}

TEST(LinkPlaces, WhereHostsStarveAloneNoOtherIsToBlame) {
  LinkPlaces places;
  make_scarce(places);
  Instant now = kStart;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(places.take(0, now, true, Passes::kEnough));
    EXPECT_FALSE(places.take(1, now, true, Passes::kEnough));
    EXPECT_TRUE(places.take(0, now + seconds(9), true, Passes::kLittle));  // it has not been alone for long
    now += seconds(10);
    EXPECT_FALSE(places.take(0, now, true, Passes::kLittle));  // somebody else's turn
  }
  EXPECT_TRUE(places.take(1, now, true, Passes::kEnough));
  EXPECT_TRUE(places.take(1, now + seconds(10), true, Passes::kLittle));
  EXPECT_TRUE(places.take(0, now + seconds(10), true, Passes::kLittle));
}

TEST(LinkPlaces, AHostThatFellSilentKeepsItsPlaceUntilItIsGivenUp) {
  LinkPlaces places;
  make_scarce(places);
  EXPECT_TRUE(places.take(0, kStart, true, Passes::kEnough));
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(places.take(0, kStart + seconds(i), true, Passes::kNothing));
    EXPECT_FALSE(places.take(1, kStart + seconds(i), true, Passes::kEnough));
  }
  places.leave(0);
  EXPECT_TRUE(places.take(1, kStart + seconds(100), true, Passes::kEnough));
}

TEST(LinkPlaces, AHostThatComesToItsEndProvesThatItHelps) {
  LinkPlaces places;
  make_scarce(places);
  for (int i = 0; i < 10; ++i) {
    const Instant now = kStart + i * seconds(20);
    EXPECT_TRUE(places.take(0, now, true, Passes::kEnough));
    EXPECT_FALSE(places.take(0, now + seconds(10), true, Passes::kLittle));
    EXPECT_TRUE(places.take(1, now + seconds(10), true, Passes::kEnough));
    EXPECT_FALSE(places.take(0, now + seconds(11), true, Passes::kEnough));
    places.leave(1);
  }
}

// The one with a place starves, and others without one, which need none or starved until now, are in its way.
TEST(LinkPlaces, NobodyIsAloneWhileOthersAreWorkedOn) {
  LinkPlaces places;
  make_scarce(places);
  EXPECT_TRUE(places.take(0, kStart, true, Passes::kEnough));
  for (int i = 0; i < 100; ++i) {
    const Instant now = kStart + i * seconds(1);
    EXPECT_TRUE(places.take(2, now, false, Passes::kEnough));
    EXPECT_TRUE(places.take(0, now, true, Passes::kLittle));
  }
  EXPECT_FALSE(places.take(2, kStart + seconds(100), true, Passes::kLittle));
  EXPECT_TRUE(places.take(0, kStart + seconds(109), true, Passes::kLittle));
  EXPECT_FALSE(places.take(0, kStart + seconds(110), true, Passes::kLittle));
}

TEST(LinkPlaces, AHostThatStarvesBeforeThereAreOthersTellsNothing) {
  LinkPlaces places;
  EXPECT_TRUE(places.take(0, kStart, true, Passes::kLittle));
  EXPECT_TRUE(places.take(1, kStart, true, Passes::kEnough));
  EXPECT_FALSE(places.take(1, kStart, true, Passes::kLittle));
}

}  // namespace
}  // namespace sounder

#include "scan/plan/link_witness.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Instant at(int ms) { return Instant{} + seconds(1) + milliseconds(ms); }

TEST(LinkWitness, NobodyDoubtsALinkOnWhichNoPathIsOverloaded) {
  LinkWitness witness;
  EXPECT_FALSE(witness.doubted());
  for (int i = 0; i < 20; ++i) witness.on_canary(at(i), at(i), false, false, false);
  EXPECT_FALSE(witness.doubted());
  witness.on_canary(at(20), at(20), false, true, false);
  EXPECT_TRUE(witness.doubted());
  witness.on_canary(at(21), at(21), true, false, false);
  EXPECT_TRUE(witness.doubted());
}

TEST(LinkWitness, ALostCanaryIsOutweighedByOthers) {
  LinkWitness witness;
  EXPECT_EQ(witness.carried_since(at(0)), 1);  // nothing is known
  for (int i = 0; i < 3; ++i) witness.on_canary(at(i), at(i), true, false, false);
  EXPECT_EQ(witness.carried_since(at(-1)), 1);
  witness.on_canary(at(3), at(3), false, false, false);
  EXPECT_EQ(witness.carried_since(at(1)), 0);
  for (int i = 4; i < 8; ++i) witness.on_canary(at(i), at(i), true, false, false);
  EXPECT_NEAR(witness.carried_since(at(1)), 0.83, 0.05);
}

TEST(LinkWitness, APassWasCarriedAsFarAsCanariesBesideItWereAnswered) {
  LinkWitness witness;
  for (int i = 0; i < 100; ++i) witness.on_canary(at(i), at(i), i >= 50, true, false);
  EXPECT_NEAR(witness.carried_since(at(0)), 0.5, 0.02);
  EXPECT_EQ(witness.carried_since(at(50)), 1);
  EXPECT_EQ(witness.carried_since(at(98)), 0);  // too few
  EXPECT_EQ(witness.carried_since(at(200)), 0);
}

TEST(LinkWitness, AHostThatIsOverloadedIsNoWitness) {
  LinkWitness witness;
  for (int i = 0; i < 8; ++i) witness.on_canary(at(i), at(i), true, true, false);
  for (int i = 8; i < 80; ++i) witness.on_canary(at(i), at(i), false, true, true);
  EXPECT_EQ(witness.carried_since(at(0)), 1);
  EXPECT_EQ(witness.carried_since(at(8)), 0);
}

TEST(LinkWitness, APassTakesAsLongAsEightCanaries) {
  LinkWitness witness;
  EXPECT_EQ(witness.pass_span(at(-1000)), milliseconds(400));  // nothing is known
  for (int i = 0; i <= 100; ++i) witness.on_canary(at(500 * i), at(500 * i), true, true, false);
  EXPECT_NEAR(sounder::seconds(witness.pass_span(at(50'000))), 4, 0.01);
  EXPECT_NEAR(sounder::seconds(witness.pass_span(at(51'000))), 8, 0.01);  // they have become rarer
  EXPECT_EQ(witness.pass_span(at(500'000)), seconds(20));
}

}  // namespace
}  // namespace sounder

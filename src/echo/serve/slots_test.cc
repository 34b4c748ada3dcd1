#include "echo/serve/slots.h"

#include <gtest/gtest.h>

#include <string>

namespace sounder {
namespace {

TEST(Slots, ATagOfSomebodyWhoLeftNeverFindsTheNextInItsPlace) {
  Slots<std::string> slots;
  const auto [first, one] = slots.add("first");
  EXPECT_EQ(*slots.find(first), "first");
  slots.remove(first);
  EXPECT_EQ(slots.find(first), nullptr);
  const auto [second, two] = slots.add("second");
  EXPECT_EQ(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(second))
      << "the place is used again";
  EXPECT_EQ(slots.find(first), nullptr);
  EXPECT_EQ(*slots.find(second), "second");
}

TEST(Slots, AddressesStayWhileOthersComeAndGo) {
  Slots<std::string> slots;
  const auto [tag, client] = slots.add("stays");
  const std::string* const where = &client;
  for (int i = 0; i < 10'000; ++i) slots.add("guest");
  EXPECT_EQ(slots.find(tag), where);
  EXPECT_EQ(slots.size(), 10'001);
}

TEST(Slots, ForEachMayRemoveTheOneItSees) {
  Slots<std::string> slots;
  for (int i = 0; i < 100; ++i) slots.add(std::to_string(i));
  std::size_t seen = 0;
  slots.for_each([&](Slots<std::string>::Tag tag, const std::string&) {
    ++seen;
    slots.remove(tag);
  });
  EXPECT_EQ(seen, 100);
  EXPECT_EQ(slots.size(), 0);
}

TEST(Slots, TagsLeaveRoomForTheCallersOwnBits) {
  Slots<int> slots;
  for (int i = 0; i < 1000; ++i) {
    const auto [tag, client] = slots.add(i);
    EXPECT_EQ(tag >> Slots<int>::kTagBits, 0);
    slots.remove(tag);
  }
}

}  // namespace
}  // namespace sounder

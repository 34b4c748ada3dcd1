#include "report/state/state_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace sounder {
namespace {

class StateFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("state_file." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) const { return folder_ / name; }
  std::filesystem::path folder_;
};

TEST_F(StateFileTest, WhatIsReplacedIsReadBackWhole) {
  StateFile file(path("state"));
  EXPECT_EQ(file.read().value(), std::nullopt);
  ASSERT_TRUE(file.replace("one"));
  ASSERT_TRUE(file.replace(std::string(200'000, 'x')));
  EXPECT_EQ(file.read().value()->size(), 200'000U);
  EXPECT_FALSE(std::filesystem::exists(path("state.new")));
}

TEST_F(StateFileTest, AFullDiskLeavesWhatWasThereBefore) {
  StateFile file(path("state"));
  ASSERT_TRUE(file.replace("old"));
  std::filesystem::create_symlink("/dev/full", path("state.new"));
  const auto failed = file.replace("new");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::kMachine);
  EXPECT_NE(failed.error().message.find(path("state")), std::string::npos);
  EXPECT_EQ(file.read().value(), "old");
}

TEST_F(StateFileTest, AFolderIsRefusedByNameForReadingAndWriting) {
  StateFile file(folder_);
  EXPECT_NE(file.read().error().message.find(folder_.string()), std::string::npos);
  EXPECT_NE(file.replace("x").error().message.find(folder_.string()), std::string::npos);
  std::filesystem::remove(folder_.string() + ".new");
}

TEST_F(StateFileTest, AFolderThatIsNotThereIsAClearError) {
  const auto failed = StateFile(path("none/state")).replace("x");
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("none/state"), std::string::npos);
}

TEST_F(StateFileTest, TwoHoldersAreNeverLetIn) {
  const std::string state = path("state");
  StateFile first(state);
  ASSERT_TRUE(first.lock());
  const auto second_refused = [&] {
    StateFile second(state);
    const auto locked = second.lock();
    return !locked && locked.error().fault == Fault::kInput &&
           locked.error().message.find("process " + std::to_string(::getpid())) != std::string::npos;
  };
  EXPECT_TRUE(second_refused());
  EXPECT_EQ(first.read().value(), std::nullopt);  // created, empty
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(first.replace("contents"));
    EXPECT_TRUE(second_refused()) << i;
  }
}

TEST_F(StateFileTest, AHolderThatEndsLeavesNoLockAndNoEmptyFile) {
  const std::string state = path("state");
  {
    ASSERT_TRUE(StateFile(state).lock());
  }
  EXPECT_FALSE(std::filesystem::exists(state));
  {
    StateFile file(state);
    ASSERT_TRUE(file.lock());
    ASSERT_TRUE(file.replace("contents"));
  }
  {
    ASSERT_TRUE(StateFile(state).lock());
  }
  EXPECT_EQ(StateFile(state).read().value(), "contents");
  std::ofstream(state, std::ios::trunc).close();
  {
    ASSERT_TRUE(StateFile(state).lock());
  }
  EXPECT_TRUE(std::filesystem::exists(state));  // somebody else's, though empty
}

TEST_F(StateFileTest, WhatIsNoRegularFileIsRefusedAndLeftAlone) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  for (const std::string& place : {path("pipe"), std::string("/dev/null")}) {
    const auto locked = StateFile(place).lock();
    ASSERT_FALSE(locked) << place;
    EXPECT_NE(locked.error().message.find(place), std::string::npos);
  }
}

}  // namespace
}  // namespace sounder

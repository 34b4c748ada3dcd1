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
  const StateFile file(path("state"));
  EXPECT_EQ(file.read().value(), std::nullopt);
  ASSERT_TRUE(file.replace("one"));
  ASSERT_TRUE(file.replace(std::string(200'000, 'x')));
  EXPECT_EQ(file.read().value()->size(), 200'000U);
  EXPECT_FALSE(std::filesystem::exists(path("state.new")));
}

TEST_F(StateFileTest, AFullDiskLeavesWhatWasThereBefore) {
  const StateFile file(path("state"));
  ASSERT_TRUE(file.replace("old"));
  std::filesystem::create_symlink("/dev/full", path("state.new"));
  const auto failed = file.replace("new");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::kMachine);
  EXPECT_NE(failed.error().message.find(path("state")), std::string::npos);
  EXPECT_EQ(file.read().value(), "old");
}

TEST_F(StateFileTest, AFolderIsRefusedByNameForReadingAndWriting) {
  const StateFile file(folder_);
  EXPECT_NE(file.read().error().message.find(folder_.string()), std::string::npos);
  EXPECT_NE(file.replace("x").error().message.find(folder_.string()), std::string::npos);
  std::filesystem::remove(folder_.string() + ".new");
}

TEST_F(StateFileTest, AFolderThatIsNotThereIsAClearError) {
  const auto failed = StateFile(path("none/state")).replace("x");
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("none/state"), std::string::npos);
}

}  // namespace
}  // namespace sounder

#include "report/formats/output_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace sounder {
namespace {

bool never() { return false; }

TEST(OutputFile, HoldsWhatWasWritten) {
  const std::string path = testing::TempDir() + "output_file_test." + std::to_string(::getpid());
  auto out = OutputFile::open(path, never);
  ASSERT_TRUE(out);
  std::string all;
  for (int i = 0; i < 20'000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    out->write(line);
    all += line;
  }
  EXPECT_TRUE(out->close());
  std::stringstream read;
  read << std::ifstream(path).rdbuf();
  EXPECT_EQ(read.str(), all);
  std::filesystem::remove(path);
}

TEST(OutputFile, AFullDiskIsToldAtTheEndWithTheName) {
  auto out = OutputFile::open("/dev/full", never);
  ASSERT_TRUE(out);
  out->write("results");
  const auto closed = out->close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().fault, Fault::kMachine);
  EXPECT_NE(closed.error().message.find("/dev/full"), std::string::npos);
}

TEST(OutputFile, AFolderIsNoFile) {
  const auto out = OutputFile::open("/", never);
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().message.find("'/'"), std::string::npos);
}

}  // namespace
}  // namespace sounder

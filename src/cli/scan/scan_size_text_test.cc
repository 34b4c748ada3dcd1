#include "cli/scan/scan_size_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/services.h"

namespace sounder {
namespace {

ScanJob job_of(std::string_view targets) {
  return {.request = {.targets = TargetSet::make(parse_address_word(targets).value()).value(),
                      .ports = PortSet::parse("80,443", Services::instance()).value()},
          .names = {}};
}

TEST(ScanSizeWords, ALargePublicScanIsRefusedInOneLineThatSaysHowLargeAndWhatToDo) {
  const auto refused = check_authorized(job_of("9.0.0.0/8"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kInput);
  EXPECT_EQ(refused.error().message,
            "16777216 public addresses: at least 33554432 packets, at 100000 a second at least 5:36; add "
            "--authorized if you may scan them");
}

TEST(ScanSizeWords, WhoMayScanThemIsToldTheSameNumbers) {
  ScanJob job = job_of("9.0.0.0/8");
  job.request.max_rate_per_s = 1000;
  job.authorized = true;
  EXPECT_TRUE(check_authorized(job));
  EXPECT_EQ(scan_notes(job),
            "16777216 public addresses: at least 33554432 packets, at 1000 a second at least 9:19:15\n");
}

TEST(ScanSizeWords, SmallOrPrivateScansAreNotAskedAbout) {
  for (const char* targets : {"127.0.0.1", "10.0.0.0/8", "9.9.0.0/16"}) {
    EXPECT_TRUE(check_authorized(job_of(targets))) << targets;
    EXPECT_EQ(scan_notes(job_of(targets)), "") << targets;
  }
}

TEST(ScanSizeWords, ADryRunMayBeOfAnySizeAndSaysWhatTheScanNeeds) {
  ScanJob job = job_of("9.0.0.0/8");
  job.dry_run = true;
  EXPECT_TRUE(check_authorized(job));
  EXPECT_THAT(scan_notes(job), testing::EndsWith("add --authorized if you may scan them\n"));
}

TEST(ScanSizeWords, LeftOutAddressesAreCounted) {
  ScanJob job = job_of("9.9.9.9");
  job.left_out = 1;
  EXPECT_EQ(scan_notes(job),
            "1 reserved, private or multicast address is left out; name its block to scan it\n");
  job.left_out = 512;
  EXPECT_EQ(scan_notes(job),
            "512 reserved, private or multicast addresses are left out; name their blocks to scan them\n");
}

}  // namespace
}  // namespace sounder

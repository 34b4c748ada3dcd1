#include "report/formats/progress_ndjson.h"

#include <gtest/gtest.h>

namespace sounder {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{};

TEST(ProgressNdjson, ALineIsOneObject) {
  ProgressNdjson progress(kStart);
  EXPECT_EQ(progress.line(kStart + 2s, {.pairs = 1000, .settled = 250, .open = 3, .sent = 260}, 2s, false),
            R"({"v":1,"type":"progress","probes":1000,"settled":250,"open":3,"sent":260,"elapsed_s":2.0,)"
            R"("settled_per_s":125.0,"left_s":6.0,"paused":false})"
            "\n");
}

TEST(ProgressNdjson, TheTimeLeftIsLeftOutWhereNothingMoves) {
  ProgressNdjson progress(kStart);
  const Progress half{.pairs = 1000, .settled = 500, .open = 3, .sent = 500};
  EXPECT_EQ(progress.line(kStart + 2s, half, 2s, true),
            R"({"v":1,"type":"progress","probes":1000,"settled":500,"open":3,"sent":500,"elapsed_s":2.0,)"
            R"("settled_per_s":0.0,"paused":true})"
            "\n");
}

TEST(ProgressNdjson, EveryLineOfNotesIsAnObject) {
  EXPECT_EQ(notes_ndjson(""), "");
  EXPECT_EQ(notes_ndjson("one\ntwo \"x\"\n"),
            "{\"v\":1,\"type\":\"note\",\"message\":\"one\"}\n"
            "{\"v\":1,\"type\":\"note\",\"message\":\"two \\\"x\\\"\"}\n");
  EXPECT_EQ(error_ndjson("a\xff"), "{\"v\":1,\"type\":\"error\",\"message\":\"a\ufffd\"}\n");
}

}  // namespace
}  // namespace sounder

#include "cli/pages/man_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sounder::pages {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

ManWriter page() {
  return ManWriter({.name = "a-b", .date = "2026-01-02", .version = "1.0", .manual = "A manual"});
}

TEST(ManWriter, TheHeadSaysWhatAndOfWhen) {
  EXPECT_EQ(page().take(), ".TH A-B 1 2026-01-02 \"sounder 1.0\" \"A manual\"\n");
}

TEST(ManWriter, NothingInATextIsMarkupButBackquotes) {
  ManWriter man = page();
  man.section("S");
  man.paragraph(R"(.so it's C:\x with `--flag` and ~"^)");
  EXPECT_THAT(man.take(),
              EndsWith(".SH \"S\"\n\\&.so it\\(aqs C:\\ex with \\fB\\-\\-flag\\fR and \\(ti\\(dq\\(ha\n"));
}

TEST(ManWriter, ALineOfSourceIsNoLongerThan80BytesAndNeverARequest) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "word .dot 'quote ";
  text += "end";
  ManWriter man = page();
  man.section("S");
  man.paragraph(text);
  const std::string whole = man.take();
  std::size_t begin = whole.find("word");
  for (std::size_t end = whole.find('\n', begin); end != std::string::npos; end = whole.find('\n', begin)) {
    const std::string line = whole.substr(begin, end - begin);
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_FALSE(line.starts_with('.') || line.starts_with('\'')) << line;
    begin = end + 1;
  }
}

TEST(ManWriter, TheTermOfAFlagShowsWhatToTypeAndWhatToReplace) {
  ManWriter man = page();
  man.flag("-p, --ports PORTS", "x");
  man.flag("--model a|b", "x");
  const std::string whole = man.take();
  EXPECT_THAT(whole, HasSubstr("\\fB\\-p\\fR,\\fB\\fR \\fB\\-\\-ports\\fR \\fIPORTS\\fR\n"));
  EXPECT_THAT(whole, HasSubstr("\\fB\\-\\-model\\fR \\fBa\\fR|\\fBb\\fR\n"));
}

}  // namespace
}  // namespace sounder::pages

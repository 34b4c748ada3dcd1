#include "cli/pages/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "cli/pages/value_kind.h"

namespace sounder::pages {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ManPage, ProseOfAFlagThatTheTableHasNotIsRefused) {
  CommandTable table(commands(), MachineDefaults::kWords);
  Prose prose = program_prose();
  prose.flags.push_back({"--gone", "says something"});
  EXPECT_THROW(man_page(table.app(), prose), std::logic_error);
}

TEST(ManPage, NumbersOfThisMachineStandInHelpAndNotInPages) {
  CommandTable here(commands(), MachineDefaults::kNumbers);
  CommandTable anywhere(commands(), MachineDefaults::kWords);
  EXPECT_THAT(man_page(*anywhere.rows().front().app, serve_prose()), HasSubstr("one for each processor"));
  EXPECT_THAT(man_page(*here.rows().front().app, serve_prose()), Not(HasSubstr("one for each processor")));
}

TEST(ValueKind, ATypeNameThatNobodyDecidedAboutIsRefused) {
  EXPECT_EQ(kind_of("a|b"), ValueKind::kWords);
  EXPECT_EQ(kind_of("FILE"), ValueKind::kFile);
  EXPECT_THROW(kind_of("COLOUR"), std::logic_error);
}

}  // namespace
}  // namespace sounder::pages

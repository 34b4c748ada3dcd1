// The man pages of the build: what they say of flags is what --help says, and nobody who reads them
// complains.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "tests/cli/help_rows.h"
#include "tests/support/temporary_folder.h"

namespace sounder::test {
namespace {

using testing::HasSubstr;

struct PageCase {
  std::string language;
  std::string command;  // "" for the program's own page

  std::string name() const { return command.empty() ? "sounder" : "sounder-" + command; }
  std::string path() const {
    return std::string(PAGES "/man/") + (language == "en" ? "" : language + "/") + "man1/" + name() + ".1";
  }
};

void PrintTo(const PageCase& page, std::ostream* out) { *out << page.language << ' ' << page.name(); }

const std::vector<std::string> kCommands{"", "serve", "connect", "load", "scan"};

std::vector<PageCase> all_pages() {
  std::vector<PageCase> pages;
  for (const char* language : {"en", "ru"})
    for (const std::string& command : kCommands) pages.push_back({language, command});
  return pages;
}

// As a person reads it, on lines long enough that no term is broken.
Outcome rendered(const PageCase& page) {
  return run_program({"/usr/bin/man", "--warnings", "-E", "UTF-8", "-l", page.path()},
                     {.environment = {"MANWIDTH=200", "LC_ALL=C.UTF-8", "MANPAGER=cat"}});
}

// The terms of OPTIONS, whatever that is called: the section with a term that begins with a dash and a
// letter.
std::vector<std::string> terms_of_flags(const PageCase& page) {
  const std::string html =
      run_program({"/usr/bin/mandoc", "-T", "html", "-O", "fragment", page.path()}).output;
  const std::regex part("<h1|<dt[^>]*>([^]*?)</dt>");
  std::vector<std::string> terms;
  for (std::sregex_iterator found(html.begin(), html.end(), part), end; found != end; ++found) {
    if ((*found)[0] == "<h1") {
      if (std::ranges::find(terms, "-h, --help") != terms.end()) return terms;
      terms.clear();
      continue;
    }
    const std::string term = std::regex_replace((*found)[1].str(), std::regex("<[^>]*>"), "");
    if (!term.empty()) terms.push_back(std::regex_replace(term, std::regex("\\s+"), " "));
  }
  return terms;
}

class ManPageTest : public testing::TestWithParam<PageCase> {};

TEST_P(ManPageTest, HasTheFlagsOfTheHelpInItsOrderAndNoOthers) {
  std::vector<std::string> wanted;
  for (const HelpRow& row : help_of(GetParam().command, GetParam().language).rows)
    if (wanted.empty() || wanted.back() != row.left) wanted.push_back(row.left);  // flags may share a line
  ASSERT_GT(wanted.size(), 2U);
  EXPECT_EQ(terms_of_flags(GetParam()), wanted);
}

TEST_P(ManPageTest, SpeaksOfNoFlagThatNoCommandHas) {
  std::set<std::string> known{"--now"};  // systemctl's
  known.merge(help_of("").flags());
  for (const std::string& command : help_commands()) known.merge(help_of(command).flags());
  const std::string text = rendered(GetParam()).output;
  const std::regex flag("--[a-z][-a-z0-9]*");
  for (std::sregex_iterator found(text.begin(), text.end(), flag), end; found != end; ++found)
    EXPECT_TRUE(known.contains(found->str())) << found->str();
}

TEST_P(ManPageTest, GroffAndMandocFindNothingToSay) {
  const Outcome man = rendered(GetParam());
  EXPECT_EQ(man.exit, 0);
  EXPECT_EQ(man.error, "");
  EXPECT_GT(lines_of(man.output).size(), 40U);
  // In Russian not its style: it counts eight bytes a letter, and no word is short enough for its lines.
  const char* level = GetParam().language == "en" ? "style" : "warning";
  const Outcome mandoc = run_program({"/usr/bin/mandoc", "-T", "lint", "-W", level, GetParam().path()});
  EXPECT_EQ(mandoc.exit, 0);
  EXPECT_EQ(mandoc.output, "");
}

TEST_P(ManPageTest, ManKnowsItsNameAndWhatItIsFor) {
  const Outcome whatis =
      run_program({"/usr/bin/lexgrog", GetParam().path()}, {.environment = {"LC_ALL=C.UTF-8"}});
  EXPECT_EQ(whatis.exit, 0) << whatis.error;
  EXPECT_THAT(whatis.output, HasSubstr(": \"" + GetParam().name() + " - "));
}

TEST_P(ManPageTest, SaysWhatTheExitCodesMean) {
  const std::string text = rendered(GetParam()).output;
  const auto has = [&](const char* code) {
    return std::regex_search(text, std::regex(std::string("\n       ") + code + " +\\S"));
  };
  for (const char* code : {"0", "1", "2", "3"}) EXPECT_TRUE(has(code)) << code;
  EXPECT_EQ(has("130"), GetParam().command != "serve");  // a signal is how a server ends
}

INSTANTIATE_TEST_SUITE_P(Pages, ManPageTest, testing::ValuesIn(all_pages()), [](const auto& page) {
  return page.param.language + (page.param.command.empty() ? "" : "_" + page.param.command);
});

TEST(ManPages, EveryCommandHasOne) {
  for (const std::string& command : help_commands())
    EXPECT_TRUE(command == "help" || std::ranges::find(kCommands, command) != kCommands.end()) << command;
}

std::string contents_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// One processor, few descriptors, another language and another time zone.
void be_another_machine() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  ::sched_setaffinity(0, sizeof one, &one);
  const rlimit few{128, 128};
  ::setrlimit(RLIMIT_NOFILE, &few);
}

TEST(ManPages, ABuildOnAnotherMachineMakesTheSameOnes) {
  const TemporaryFolder folder;
  const ProgramStart elsewhere{.environment = {"LC_ALL=ru_RU.UTF-8", "LANGUAGE=ru", "TZ=Asia/Tokyo"},
                               .in_child = be_another_machine};
  for (const char* language : {"en", "ru"}) {
    const std::filesystem::path made = std::filesystem::path(folder.path()) / language;
    const Outcome done = run_program({SOUNDER_PAGES, "man", language, CATALOGUES, made.string()}, elsewhere);
    ASSERT_EQ(done.exit, 0) << done.error;
    for (const auto& page : std::filesystem::directory_iterator(made))
      EXPECT_EQ(contents_of(page.path()),
                contents_of(std::filesystem::path(PAGES "/man") / (*language == 'e' ? "" : language) /
                            "man1" / page.path().filename()));
  }
  ASSERT_EQ(run_program({SOUNDER_PAGES, "completions", folder.path()}, elsewhere).exit, 0);
  for (const char* script : {"bash/sounder", "zsh/_sounder", "fish/sounder.fish"})
    EXPECT_EQ(contents_of(std::filesystem::path(folder.path()) / script),
              contents_of(std::filesystem::path(PAGES) / script));
}

}  // namespace
}  // namespace sounder::test

// The completions of the build, in the shells that they are for: what they offer is what --help shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <ranges>

#include "tests/cli/help_rows.h"
#include "tests/cli/shells.h"

namespace sounder::test {
namespace {

using testing::Contains;
using testing::IsEmpty;

using Words = std::set<std::string>;

class CompletionTest : public testing::TestWithParam<const char*> {
 protected:
  Words offers(std::vector<std::string> words) {
    words.insert(words.begin(), "sounder");
    return shell_->offers(words);
  }

  Home home_;
  std::unique_ptr<Shell> shell_ = make_shell(GetParam(), home_);
};

Words choices_in(const std::string& value) {
  Words words;
  for (const auto word : std::views::split(value, '|')) words.emplace(word.begin(), word.end());
  return words;
}

TEST_P(CompletionTest, OffersEveryCommandAndNoOther) {
  const auto commands = help_commands();
  ASSERT_GT(commands.size(), 3U);
  const Words wanted(commands.begin(), commands.end());
  EXPECT_EQ(offers({""}), wanted);
  EXPECT_EQ(offers({"help", ""}), wanted);
  EXPECT_THAT(offers({"help", "scan", ""}), IsEmpty());
}

TEST_P(CompletionTest, OffersEveryFlagOfTheHelpAndNoOther) {
  EXPECT_EQ(offers({"-"}), help_of("").flags());
  for (const std::string& command : help_commands()) {
    if (command == "help") continue;  // its own help is that of the program
    EXPECT_EQ(offers({command, "-"}), help_of(command).flags()) << command;
  }
}

TEST_P(CompletionTest, LanguageBeforeTheCommandHidesNothing) {
  EXPECT_EQ(offers({"--lang", "ru", "load", "-"}), help_of("load").flags());
  EXPECT_EQ(offers({"--lang=ru", "load", "-"}), help_of("load").flags());
  EXPECT_THAT(offers({"--lang", "ru", ""}), Contains("scan"));
}

TEST_P(CompletionTest, OffersTheWordsThatAFlagTakes) {
  int flags = 0;
  for (const std::string& command : help_commands())
    for (const HelpRow& row : help_of(command).rows)
      for (const std::string& name : row.names) {
        if (!row.value.contains('|')) continue;
        ++flags;
        EXPECT_EQ(offers({command, name, ""}), choices_in(row.value)) << command << ' ' << name;
        EXPECT_EQ(offers({command, name + "="}), choices_in(row.value)) << command << ' ' << name;
      }
  EXPECT_GE(flags, 8);  // --model, --log, --engine, --show, and --lang of each command
}

TEST_P(CompletionTest, OffersHostsWhereAHostIsWanted) {
  EXPECT_THAT(offers({"connect", "echo-h"}), Contains("echo-host.example"));
  EXPECT_THAT(offers({"scan", "-4", "echo-h"}), Contains("echo-host.example"));
  EXPECT_THAT(offers({"scan", "--exclude", "echo-h"}), Contains("echo-host.example"));
}

TEST_P(CompletionTest, OffersNothingWhereNothingCanBeKnown) {
  EXPECT_THAT(offers({"scan", "--tries", ""}), IsEmpty());
  EXPECT_THAT(offers({"serve", ""}), IsEmpty());
}

TEST_P(CompletionTest, OffersInterfacesAndServices) {
  EXPECT_THAT(offers({"scan", "--interface", "l"}), Contains("lo"));
  EXPECT_THAT(offers({"scan", "--ports", "ss"}), Contains("ssh"));
}

TEST_P(CompletionTest, TabCompletesAFlagAWordAndAFile) {
  EXPECT_TRUE(tab_completes(GetParam(), home_, "sounder --lang ru scan --en", "gine"));
  EXPECT_TRUE(tab_completes(GetParam(), home_, "sounder serve --model io", "_uring"));
  EXPECT_TRUE(tab_completes(GetParam(), home_, "sounder scan --json a", R"(\ file.txt)"));
}

INSTANTIATE_TEST_SUITE_P(Shells, CompletionTest, testing::Values("bash", "bash_completion", "zsh", "fish"),
                         [](const auto& shell) { return std::string(shell.param); });

// bash tells no descriptions.
class DescriptionTest : public testing::TestWithParam<const char*> {};

TEST_P(DescriptionTest, AreThoseOfTheHelp) {
  const Home home;
  const auto shell = make_shell(GetParam(), home);
  const std::string shown = shell->descriptions({"sounder", "load", "--"});
  int compared = 0;
  for (const HelpRow& row : help_of("load").rows) {
    if (row.names.empty() || !row.names.back().starts_with("--")) continue;
    ++compared;
    EXPECT_THAT(shown, testing::HasSubstr(row.description));
  }
  EXPECT_GT(compared, 10);
}

INSTANTIATE_TEST_SUITE_P(Shells, DescriptionTest, testing::Values("zsh", "fish"),
                         [](const auto& shell) { return std::string(shell.param); });

TEST(BashCompletion, ThePackageFindsOursByTheNameOfItsFile) {
  const Home home;
  const std::filesystem::path folder = std::filesystem::path(home.folder.path()) / "completions";
  std::filesystem::create_directory(folder);
  std::filesystem::copy(PAGES "/bash/sounder", folder);
  auto environment = home.environment();
  environment.push_back("BASH_COMPLETION_USER_DIR=" + home.folder.path());
  const Outcome found =
      run_program({"/bin/bash", "--norc", "--noprofile", "-c",
                   "source /usr/share/bash-completion/bash_completion; _completion_loader sounder; "
                   "complete -p sounder"},
                  {.environment = environment});
  EXPECT_EQ(found.output, "complete -F _sounder sounder\n") << found.error;
}

TEST(Choices, AreTheWordsThatTheProgramTakes) {
  for (const auto& [command, flag] : {std::pair{"serve", "--model"}, std::pair{"serve", "--log"},
                                      std::pair{"scan", "--engine"}, std::pair{"scan", "--show"}}) {
    const Help help = help_of(command);
    const auto row = std::ranges::find_if(
        help.rows, [&](const HelpRow& each) { return !each.names.empty() && each.names.back() == flag; });
    ASSERT_NE(row, help.rows.end()) << flag;
    const Outcome refused = run_program({SOUNDER, "--lang", "en", command, flag, "xxxxxxxx"});
    EXPECT_EQ(refused.exit, 2);
    for (const std::string& word : choices_in(row->value))
      EXPECT_THAT(refused.error, testing::HasSubstr(word));
    // A letter too many: the error knows which word was meant.
    for (const std::string& word : choices_in(row->value))
      EXPECT_THAT(run_program({SOUNDER, "--lang", "en", command, flag, word + "x"}).error,
                  testing::HasSubstr("did you mean '" + word + "'?"));
  }
}

}  // namespace
}  // namespace sounder::test

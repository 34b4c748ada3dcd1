// The files that `sounder scan` and `load` are given: the same one twice, a named pipe that nobody reads, a
// state file that another scan has, words that a terminal would obey.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/listener.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class FilesProgram : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string made(const std::string& name, const std::string& contents) const {
    std::ofstream(file(name)) << contents;
    return file(name);
  }
  std::string contents(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(file(name)).rdbuf();
    return text.str();
  }
  static std::vector<std::string> words(std::vector<std::string> more) {
    more.insert(more.begin(), {SOUNDER, "--lang", "en"});
    return more;
  }
  static std::vector<std::string> scan(std::vector<std::string> more) {
    more.insert(more.begin(), {SOUNDER, "--lang", "en", "scan", "127.0.0.1", "-p", "1"});
    return more;
  }
  TemporaryFolder folder_;
};

TEST_F(FilesProgram, OneFileInTwoPlacesIsRefusedAndLeftAsItWas) {
  const std::string kept = made("kept", "127.0.0.1\n");
  std::filesystem::create_hard_link(kept, file("hard"));
  std::filesystem::create_symlink(kept, file("soft"));
  std::filesystem::create_symlink(file("missing"), file("dangling"));
  std::filesystem::create_directory_symlink(folder_.path(), file("folder"));
  const std::vector<std::vector<std::string>> cases{
      {"--json", kept, "--xml", kept},
      {"--json", kept, "--list", folder_.path() + "/./kept"},
      {"--json", kept, "--csv", file("hard")},
      {"--grepable", file("soft"), "--list-names", kept},
      {"--json", file("missing"), "--xml", file("dangling")},
      {"--json", file("missing"), "--xml", file("folder/missing")},
      {"--json", file("none/x"), "--xml", file("none/../none/x")},
      {"--json", kept, "--resume", kept},
      {"--json", file("state.new"), "--resume", file("state")},
      {"--resume", kept, "--targets-file", kept},
      {"--xml", kept, "--targets-file", file("hard")},
      {"--list", kept, "--exclude-file", file("soft")},
      {"--list", file("folder/kept"), "--targets-file", kept, "--dry-run"}};
  for (const auto& flags : cases) {
    Program program(scan(flags));
    EXPECT_EQ(program.wait_exit(), 2) << testing::PrintToString(flags) << program.output();
    EXPECT_THAT(program.error(), HasSubstr("are the same file")) << testing::PrintToString(flags);
    EXPECT_EQ(contents("kept"), "127.0.0.1\n") << testing::PrintToString(flags);
    EXPECT_FALSE(std::filesystem::exists(file("missing")));
    EXPECT_FALSE(std::filesystem::exists(file("state")));
  }
}

TEST_F(FilesProgram, AStandardStreamThatIsAnOutputFileIsRefused) {
  const std::string kept = made("kept", "127.0.0.1\n");
  const Fd in(::open(kept.c_str(), O_RDONLY | O_CLOEXEC));
  const Fd out(::open(kept.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  const std::vector<ProgramStart> starts{{.standard_input = in.get()}, {.standard_output = out.get()}};
  for (const ProgramStart& start : starts) {
    Program program(scan({"--json", kept}), start);
    EXPECT_EQ(program.wait_exit(), 2);
    EXPECT_THAT(program.error(), HasSubstr("standard "));
    EXPECT_EQ(contents("kept"), "127.0.0.1\n");
  }
  Program load(words({"load", "127.0.0.1:1", "--json", kept, "--tls", "--ca", kept}));
  EXPECT_EQ(load.wait_exit(), 2);
  EXPECT_THAT(load.error(), HasSubstr("--json '" + kept + "' and --ca '" + kept + "' are the same file"));
}

TEST_F(FilesProgram, DevicesAndPipesMayBeNamedTwice) {
  for (const char* place : {"/dev/null", "/dev/stdout"}) {
    Program program(scan({"--json", place, "--xml", place}));
    EXPECT_EQ(program.wait_exit(), 0) << place << program.error();
  }
}

TEST_F(FilesProgram, APipeWithoutAReaderIsWaitedForAndCanBeInterrupted) {
  ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
  const std::vector<std::vector<std::string>> cases{scan({"--json", file("pipe")}),
                                                    scan({"--targets-file", file("pipe")}),
                                                    words({"load", "127.0.0.1:1", "--json", file("pipe")})};
  for (const auto& command : cases)
    for (const int number : {SIGINT, SIGTERM}) {
      Program program(command);
      ASSERT_TRUE(program.expect_error("Waiting for a program that "));
      EXPECT_THAT(program.rest_of_line(), HasSubstr(file("pipe")));
      program.signal(number);
      EXPECT_EQ(program.wait_exit(3s), 130) << testing::PrintToString(command);
    }
}

TEST_F(FilesProgram, APipeWhoseReaderComesLaterGetsTheResults) {
  ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
  Program program(scan({"--json", file("pipe")}));
  ASSERT_TRUE(program.expect_error("Waiting for a program that reads"));
  std::ifstream reader(file("pipe"));
  std::ostringstream text;
  text << reader.rdbuf();
  EXPECT_EQ(program.wait_exit(), 0) << program.error();
  EXPECT_THAT(text.str(), HasSubstr("\"type\":\"summary\""));
}

TEST_F(FilesProgram, AReaderThatStopsReadingDoesNotKeepItFromASignal) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  const std::vector<std::vector<std::string>> cases{
      words({"scan", "10.0.0.0/8", "-p", "1-100", "--dry-run"}),
      words({"scan", "127.0.0.1", "-p", "1-20000", "--show", "all"})};
  for (const auto& command : cases) {
    Program program(command, {.standard_output = writer.get()});
    EXPECT_FALSE(program.wait_exit(2s)) << program.error();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait_exit(5s), 130);
  }
}

TEST_F(FilesProgram, ASecondScanWithTheSameStateFileIsRefusedWithTheProcessThatHasIt) {
  const auto slow =
      words({"scan", "127.0.0.1", "-p", "1-2000", "--max-rate", "100", "--resume", file("state")});
  Program first(slow);
  while (contents("state").empty()) std::this_thread::sleep_for(5ms);
  std::filesystem::create_symlink(file("state"), file("other name"));
  for (const std::string& name : {file("state"), file("other name")}) {
    Program second(words({"scan", "127.0.0.1", "-p", "1-2000", "--resume", name}));
    EXPECT_EQ(second.wait_exit(), 2);
    EXPECT_THAT(second.error(), HasSubstr("process " + std::to_string(first.pid())));
  }
  first.signal(SIGKILL);
  first.wait_exit();
  Program third(words({"scan", "127.0.0.1", "-p", "1-2000", "--resume", file("state")}));
  EXPECT_EQ(third.wait_exit(), 0) << third.error();
}

TEST_F(FilesProgram, AWrongCommandLineLeavesNoStateFile) {
  Program program(words({"scan", "nosuch.invalid", "-p", "1", "--resume", file("state")}));
  EXPECT_EQ(program.wait_exit(), 2);
  EXPECT_FALSE(std::filesystem::exists(file("state")));
}

TEST_F(FilesProgram, AnotherScansStateSaysWhichAddressesDiffer) {
  Program first(scan({"--resume", file("state")}));
  EXPECT_EQ(first.wait_exit(), 0);
  Program other(words({"scan", "127.0.0.2", "-p", "1", "--resume", file("state")}));
  EXPECT_EQ(other.wait_exit(), 2);
  EXPECT_THAT(other.error(), HasSubstr("(only then: 127.0.0.1; only now: 127.0.0.2)"));
}

// Each of these would reach the terminal: colours, the window's title, C1's CSI, a forged second line.
TEST_F(FilesProgram, NoWordOfTheUserReachesTheTerminalRaw) {
  const std::string evil =
      "a\x1b[31mb\x07"
      "c\x7f\xc2\x9b"
      "2J\rd\ne\xff\xe2\x80\xae";
  const std::string port = Listener().port();
  made("targets", "host-\x1b[2J.invalid\n");
  const std::vector<std::vector<std::string>> cases{
      {evil},
      {"--" + evil},
      {"scan", evil, "-p", "1"},
      {"scan", evil, "127.0.0.1", "-p", "1"},
      {"scan", "127.0.0.1", "-p", evil},
      {"scan", "127.0.0.1", "--" + evil},
      {"scan", "127.0.0.1", "-p", "1", "--json", "/nosuch/" + evil},
      {"scan", "127.0.0.1", "-p", "1", "--interface", evil},
      {"scan", "127.0.0.1", "-p", "1", "--engine", evil},
      {"scan", "-p", "1", "--targets-file", file("targets")},
      {"scan", "-p", "1", "--targets-file", evil},
      {"connect", evil},
      {"connect", "127.0.0.1", evil},
      {"load", evil, "--json", "/nosuch/" + evil},
      {"load", "127.0.0.1:" + port, "--tls", "--ca", evil},
      {"serve", "--listen", evil},
      {"serve", "--port", evil},
      {"help", evil}};
  for (const auto& each : cases) {
    Program program(words(each));
    program.close_input();
    ASSERT_TRUE(program.wait_exit()) << testing::PrintToString(each);
    for (const char* raw : {"\x1b", "\x07", "\x7f", "\xc2\x9b", "\r", "\xff", "\xe2\x80\xae", "\ne"})
      EXPECT_THAT(program.error() + program.output(), Not(HasSubstr(raw))) << testing::PrintToString(each);
    EXPECT_THAT(program.error(), HasSubstr("\\x1b[")) << testing::PrintToString(each);
  }
}

}  // namespace
}  // namespace sounder::test

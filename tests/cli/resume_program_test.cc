// `sounder scan --resume`: the real program, killed at bad moments, in a network of the test's own.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/text.h"
#include "tests/support/listener.h"
#include "tests/support/net_namespace.h"
#include "tests/support/program.h"

namespace sounder::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

class ResumeProgram : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("resume." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const char* name) const { return folder_ / name; }
  std::vector<std::string> scan(std::vector<std::string> more) const {
    std::vector<std::string> words{SOUNDER, "--lang", "en", "scan", "127.0.0.1", "--resume", file("state")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // Runs it and expects this exit code; what it said.
  std::string run(const std::vector<std::string>& words, int exit) {
    Program program(words);
    EXPECT_EQ(program.wait_exit(), exit) << program.error();
    return program.output() + program.error();
  }
  std::filesystem::path folder_;
};

// What the files of a scan of 127.0.0.1 say, against its listeners; "" if all is right.
std::string wrong_in(const std::filesystem::path& folder, const std::set<std::string>& open,
                     std::uint64_t ports) {
  std::uint64_t told = 0;
  std::set<std::string> told_open;
  std::set<std::uint64_t> told_ports;
  for (const std::string& line : lines(contents(folder / "out.json"))) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_discarded()) return "not JSON: " + line;
    if (json["type"] == "port") {
      ++told;
      told_ports.insert(json["port"].get<std::uint64_t>());
      if (json["state"] == "open") told_open.insert(std::to_string(json["port"].get<int>()));
    } else if (json["type"] == "summary") {
      if (json["open"] != open.size() || json["probes"] != ports || json["untested"] != 0)
        return "sums: " + line;
    }
  }
  if (told != ports || told_ports.size() != ports)
    return fmt::format("{} port lines of {} ports, {} wanted", told, told_ports.size(), ports);
  if (told_open != open) return fmt::format("{} open ports told, {} wanted", told_open.size(), open.size());
  const auto list = lines(contents(folder / "out.list"));
  if (list.size() != open.size())
    return fmt::format("{} lines in the list, {} wanted", list.size(), open.size());
  const std::string xml = contents(folder / "out.xml");
  if (!xml.starts_with("<?xml") || !xml.ends_with("</nmaprun>\n")) return "the XML is not whole";
  for (const char* once : {"<nmaprun ", "<host>", "</host>", "<runstats>"})
    if (xml.find(once) == std::string::npos || xml.find(once) != xml.rfind(once))
      return fmt::format("not once in the XML: {}", once);
  for (const std::string& port : open)
    if (xml.find("portid=\"" + port + "\"") == std::string::npos) return "not in the XML: " + port;
  return "";
}

TEST_F(ResumeProgram, KilledAgainAndAgainItGoesOnAndTellsEveryPortOnce) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    const std::vector<Listener> listeners(20);
    std::set<std::string> open;
    for (const Listener& listener : listeners) open.insert(listener.port());
    // Slow enough to be killed in the middle: three seconds and more.
    const auto words = scan({"--max-rate", "20000", "--show", "all", "--json", file("out.json"), "--list",
                             file("out.list"), "--xml", file("out.xml")});
    int kills = 0;
    for (int run = 0; run < 20; ++run) {
      Program program(words);
      const auto exit = program.wait_exit(1'300ms + run * 37ms);
      if (!exit) {
        program.signal(SIGKILL);
        program.wait_exit();
        ++kills;
        continue;
      }
      if (*exit != 0) return fmt::format("exit {}: {}", *exit, program.error());
      if (kills == 0) return "it was never killed";
      if (const std::string wrong = wrong_in(folder_, open, 65'535); !wrong.empty()) return wrong;
      for (const std::string& port : open)
        if (program.output().find("Port " + port + " is open") == std::string::npos)
          return "not shown: " + port;
      return "";
    }
    return "it does not come to an end";
  }));
}

TEST_F(ResumeProgram, AfterCtrlCItGoesOn) {
  EXPECT_TRUE(in_net_namespace([&]() -> std::string {
    const std::vector<Listener> listeners(5);
    std::set<std::string> open;
    for (const Listener& listener : listeners) open.insert(listener.port());
    const auto words = scan({"--max-rate", "20000", "--show", "all", "--json", file("out.json"), "--list",
                             file("out.list"), "--xml", file("out.xml")});
    Program first(words);
    if (first.wait_exit(1'000ms)) return "it ended too early";
    first.signal(SIGINT);
    if (first.wait_exit() != 130) return "Ctrl-C: " + first.error();
    if (!contents(file("out.xml")).ends_with("</nmaprun>\n")) return "the XML of the first run is not whole";
    Program second(words);
    if (second.wait_exit(20s) != 0) return "the second run: " + second.error();
    return wrong_in(folder_, open, 65'535);
  }));
}

TEST_F(ResumeProgram, AFinishedScanIsToldAgainAndSendsNothing) {
  const Listener listener;
  const auto words = scan({"-p", "1-100," + listener.port(), "--json", file("out.json")});
  const std::string first = run(words, 0);
  const std::string json = contents(file("out.json"));
  const std::string second = run(words, 0);
  EXPECT_THAT(second, HasSubstr("Port " + listener.port() + " is open"));
  const auto summary = nlohmann::json::parse(lines(contents(file("out.json"))).back());
  EXPECT_EQ(summary["sent"], nlohmann::json::parse(lines(json).back())["sent"]);
  EXPECT_EQ(lines(contents(file("out.json"))).size(), lines(json).size());
}

TEST_F(ResumeProgram, AFormatAskedForLaterHasTheOpenPortsToo) {
  const Listener listener;
  const std::string ports = "1-100," + listener.port();
  run(scan({"-p", ports}), 0);
  run(scan({"-p", ports, "--list", file("out.list")}), 0);
  EXPECT_EQ(contents(file("out.list")), "127.0.0.1:" + listener.port() + "\n");
}

TEST_F(ResumeProgram, AnotherScansFileIsRefusedAndLeftAlone) {
  run(scan({"-p", "1-10"}), 0);
  const std::string before = contents(file("state"));
  EXPECT_THAT(run(scan({"-p", "1-11"}), 2),
              HasSubstr(file("state") + "': this state belongs to another scan: "));
  EXPECT_THAT(run(scan({"-p", "1-10", "--seed", "1"}), 2), HasSubstr("leave --seed out"));
  EXPECT_EQ(contents(file("state")), before);
}

TEST_F(ResumeProgram, ABrokenFileIsRefusedAndLeftAlone) {
  std::ofstream(file("state")) << "{\"sounder_saved_scan\":1,";
  EXPECT_THAT(run(scan({"-p", "1-10"}), 2), HasSubstr("not a saved scan, or a damaged one; remove the file"));
  EXPECT_EQ(contents(file("state")), "{\"sounder_saved_scan\":1,");
}

TEST_F(ResumeProgram, AFileThatCannotBeWrittenIsToldBeforeAProbeIsSent) {
  std::filesystem::create_directories(file("state.new"));
  EXPECT_THAT(run(scan({"-p", "1-10"}), 3), HasSubstr("cannot write '" + file("state") + "'"));
  std::filesystem::remove(file("state.new"));
  std::filesystem::create_directories(file("state"));
  EXPECT_THAT(run(scan({"-p", "1-10"}), 3), HasSubstr("cannot read '" + file("state") + "'"));
}

TEST_F(ResumeProgram, AnOutputThatIsGoneIsToldAndNothingIsLost) {
  run(scan({"-p", "1-10", "--json", file("out.json")}), 0);
  std::filesystem::remove(file("out.json"));
  EXPECT_THAT(run(scan({"-p", "1-10", "--json", file("out.json")}), 3),
              HasSubstr("'" + file("out.json") + "' is missing or shorter than when the scan was saved"));
}

TEST_F(ResumeProgram, NeedsAFileAndTheParallelScan) {
  EXPECT_THAT(run(scan({"--in-turn", "-p", "1-10"}), 2), HasSubstr("leave --in-turn out"));
  EXPECT_THAT(run({SOUNDER, "--lang", "en", "scan", "127.0.0.1", "--resume", "-"}, 2),
              HasSubstr("name a file"));
}

}  // namespace
}  // namespace sounder::test

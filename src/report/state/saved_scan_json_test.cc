#include "report/state/saved_scan_json.h"

#include <gtest/gtest.h>

#include <regex>

#include "net/services.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;

ScanRequest request_for(const char* word, const char* ports) {
  ScanRequest request{.targets = TargetSet::make(parse_address_word(word).value()).value(),
                      .ports = PortSet::parse(ports, Services::instance()).value()};
  request.seed = 5;
  return request;
}

// Two hosts finished, one with an open port; a third under way.
SavedScan example(const ScanRequest& request) {
  ScanRecorder recorder(request, {});
  const auto tell = [&](PairIndex pair, Reason reason) {
    recorder.on_verdict({pair, request.endpoint(pair), tcp_state_of(reason), reason, 1500us});
  };
  const std::uint32_t ports = request.ports_of(0);
  for (PairIndex pair = 0; pair < 2 * ports; ++pair) tell(pair, pair == 1 ? Reason::kSynAck : Reason::kReset);
  for (std::uint64_t host = 0; host < 2; ++host) {
    HostDone done;
    done.host = host;
    done.address = request.targets.at(host);
    done.counts = {host == 0 ? 1U : 0U, ports - (host == 0 ? 1U : 0U), 0, 0, 0};
    done.rtt = {1ms, 2ms, 30ms};
    done.limits_resets = host == 0;
    recorder.on_host(done);
  }
  tell(2 * ports + 3, Reason::kSynAck);
  tell(2 * ports + 64, Reason::kNoResponse);
  SavedScan saved = recorder.saved();
  saved.command = "sounder scan \"\xd0\xb0\" \xff";
  saved.sent = 700;
  saved.elapsed = 1234567us;
  saved.marks = {
      {.lost = 2.5, .heard = 9, .hosts = {{2, 17, 1, false, true, 0.5, 3}, {3, 0, 2, true, false, 0, 0}}},
      {}};
  saved.outputs = {{"--json", "out.json", 4711}};
  return saved;
}

TEST(SavedScanJson, WhatIsWrittenIsReadBack) {
  const ScanRequest request = request_for("10.0.0.0/29", "1-70");
  const SavedScan saved = example(request);
  const std::string json = to_json(saved);
  const auto read = parse_saved_scan(json, request);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), std::regex_replace(json, std::regex("\xff"), "\xef\xbf\xbd"));
  EXPECT_EQ(read->counts, saved.counts);
  EXPECT_EQ(read->finished, saved.finished);
  EXPECT_TRUE(read->under_way.at(2).has(64));
  EXPECT_EQ(read->open.size(), 2U);
  EXPECT_EQ(read->marks[0].hosts[0].cursor, 17U);
  EXPECT_TRUE(read->marks[0].hosts[1].finished);
  EXPECT_EQ(saved_seed(json).value(), 5U);
}

TEST(SavedScanJson, AnotherScansStateIsRefusedWithItsCommand) {
  const ScanRequest request = request_for("10.0.0.0/29", "1-70");
  SavedScan saved = example(request);
  saved.command = "sounder scan 10.0.0.0/29 -p 1-70";
  const auto other = parse_saved_scan(to_json(saved), request_for("10.0.0.0/29", "1-71"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fault, Fault::kInput);
  EXPECT_NE(other.error().message.find(saved.command), std::string::npos);
}

TEST(SavedScanJson, AnotherSeedIsRefusedWithTheRightOne) {
  ScanRequest request = request_for("10.0.0.0/29", "1-70");
  const std::string json = to_json(example(request));
  request.seed = 6;
  const auto other = parse_saved_scan(json, request);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("--seed 5"), std::string::npos);
}

TEST(SavedScanJson, AnyTruncationIsRefused) {
  const ScanRequest request = request_for("10.0.0.0/29", "1-70");
  const std::string json = to_json(example(request));
  for (std::size_t length = 0; length + 1 < json.size(); ++length) {
    EXPECT_FALSE(parse_saved_scan(std::string_view(json).substr(0, length), request)) << length;
    EXPECT_FALSE(saved_seed(std::string_view(json).substr(0, length))) << length;
  }
}

TEST(SavedScanJson, WhatContradictsItselfIsRefused) {
  const ScanRequest request = request_for("10.0.0.0/29", "1-70");
  const std::string json = to_json(example(request));
  const std::vector<std::pair<const char*, const char*>> changes{
      {"\"hosts_up\":2", "\"hosts_up\":3"},
      {"\"counts\":\\{\"open\":2,", "\"counts\":{\"open\":3,"},
      {"\"finished\":\\[", "\"finished\":[{\"first\":9,\"last\":9},"},
      {"\"host\":2", "\"host\":8"},
      {"\"host\":2", "\"host\":0"},
      {"\"pair\":1,", "\"pair\":70,"},
      {"\"ports\":\"8", "\"ports\":\"g"},
      {"\"ports\":\"8", "\"ports\":\"88"},
      {"\"state\":\"open\"", "\"state\":\"ajar\""},
      {"\"reason\":\"syn-ack\"", "\"reason\":\"none\""},
      {"\"smoothed_us\"", "\"smoothed\""},
      {"\"marks\":\\[", "\"marks\":[7,"},
      {"\"elapsed_us\":1234567", "\"elapsed_us\":-1"},
      {"\"sounder_saved_scan\":2", "\"sounder_saved_scan\":\"2\""}};
  for (const auto& [from, to] : changes) {
    const std::string changed =
        std::regex_replace(json, std::regex(from), to, std::regex_constants::format_first_only);
    ASSERT_NE(changed, json) << from;
    EXPECT_FALSE(parse_saved_scan(changed, request)) << to;
  }
}

TEST(SavedScanJson, AnotherFormatIsRefusedWithItsNumber) {
  const ScanRequest request = request_for("10.0.0.0/29", "1-70");
  const std::string json = R"({"sounder_saved_scan":1,"command":"","scan":1,"seed":5})";
  const auto old = parse_saved_scan(json, request);
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().message.find("format 1"), std::string::npos) << old.error().message;
  const auto seed = saved_seed(json);
  ASSERT_FALSE(seed);
  EXPECT_EQ(seed.error().message, old.error().message);
}

}  // namespace
}  // namespace sounder

// What each format writes for a small scan, to the byte where other programs read it.
#include "report/formats/file_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "net/services.h"
#include "report/formats/nmap_xml.h"
#include "scan/tcp_states.h"

namespace sounder {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// One host: 22 open, 23 closed, 24-123 filtered.
class FormatTest : public testing::Test {
 protected:
  std::string write(Format format, bool show_all = false) {
    const std::string path = testing::TempDir() + "format_test." + std::to_string(::getpid());
    info_.show_all = show_all;
    const auto report = make_report(format, OutputFile::open(path, [] { return false; }).value(), info_);
    report->begin();
    const auto verdict = [&](std::uint16_t port, Reason reason, std::optional<Duration> rtt) {
      report->on_verdict({port, {address_, Port{port}}, tcp_state_of(reason), reason, rtt, hops_, router_});
    };
    verdict(22, Reason::kSynAck, 85us);
    verdict(23, Reason::kReset, 90us);
    for (std::uint16_t port = 24; port < 124; ++port) verdict(port, Reason::kNoResponse, {});
    HostDone host;
    host.address = address_;
    host.counts = {1, 1, 100, 0, 0};
    host.rtt = RoundTrip{87us, 3us, 20ms};
    report->on_host(host);
    report->on_summary({{1, 1, 100, 0, 0}, 102, 202, 410ms, false});
    EXPECT_TRUE(report->close());
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::filesystem::remove(path);
    return text.str();
  }

  Address address_ = *Address::parse("127.0.0.1");
  std::uint8_t hops_ = 0;
  std::optional<Address> router_;
  const std::shared_ptr<ScanRequest> request_ = std::make_shared<ScanRequest>(ScanRequest{
      .targets = TargetSet({address_}), .ports = PortSet::parse("22-123", Services::instance()).value()});
  const std::shared_ptr<ScanNames> names_ = std::make_shared<ScanNames>();
  ScanInfo info_{.request = request_,
                 .names = names_,
                 .service_name = [](Port port) { return Services::instance().name(port); },
                 .arguments = "sounder scan -p 22-123 \"a&b\"",
                 .engine = "connect",
                 .version = "1.0",
                 .start = {}};
  void SetUp() override {
    names_->add(address_, "localhost");
    request_->seed = 7;
  }
};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) out.push_back(line);
  return out;
}

TEST_F(FormatTest, NdjsonIsOneObjectALine) {
  const auto out = lines(write(Format::kNdjson));
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(
      out[0],
      R"({"v":1,"type":"port","ip":"127.0.0.1","host":"localhost","port":22,"protocol":"tcp","state":"open",)"
      R"("reason":"syn-ack","service":"ssh","rtt_us":85})");
  EXPECT_EQ(nlohmann::json::parse(out[1])["filtered"], 100);
  EXPECT_EQ(
      out[2],
      R"({"v":1,"type":"summary","probes":102,"open":1,"closed":1,"filtered":100,"unreachable":0,"untested":0,)"
      R"("sent":202,"elapsed_s":0.41,"engine":"connect","seed":7,"interrupted":false})");
}

TEST_F(FormatTest, NdjsonListsEveryPortOnRequest) {
  const auto out = lines(write(Format::kNdjson, true));
  EXPECT_EQ(out.size(), 104U);
  for (const std::string& line : out) EXPECT_TRUE(nlohmann::json::accept(line)) << line;
}

TEST_F(FormatTest, CsvHasAHeaderLine) {
  EXPECT_EQ(
      write(Format::kCsv),
      "ip,host,port,protocol,state,reason,service,rtt_us\n127.0.0.1,localhost,22,tcp,open,syn-ack,ssh,85\n");
}

TEST_F(FormatTest, TheListHasAddressesOrTheNamesThatWereAskedFor) {
  EXPECT_EQ(write(Format::kList), "127.0.0.1:22\n");
  EXPECT_EQ(write(Format::kListNames), "localhost:22\n");
  *names_ = {};
  EXPECT_EQ(write(Format::kListNames), "127.0.0.1:22\n");
}

TEST_F(FormatTest, AnAddressOfTwoNamesHasBothInEveryFormat) {
  names_->add(address_, "b&b");
  EXPECT_THAT(write(Format::kNdjson),
              HasSubstr(R"("host":"localhost","hosts":["localhost","b&b"],"port":22)"));
  EXPECT_THAT(write(Format::kNmapXml), HasSubstr("<hostnames>\n<hostname name=\"localhost\" type=\"user\"/>\n"
                                                 "<hostname name=\"b&amp;b\" type=\"user\"/>\n</hostnames>"));
  EXPECT_THAT(write(Format::kNmapGrepable), HasSubstr("Host: 127.0.0.1 (localhost b&b)\t"));
  EXPECT_THAT(write(Format::kCsv), HasSubstr("127.0.0.1,localhost b&b,22,tcp"));
  EXPECT_EQ(write(Format::kListNames), "localhost:22\nb&b:22\n");
}

TEST_F(FormatTest, GrepableLooksLikeNmaps) {
  const auto out = lines(write(Format::kNmapGrepable));
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[1], "Host: 127.0.0.1 (localhost)\tStatus: Up");
  EXPECT_EQ(
      out[2],
      "Host: 127.0.0.1 (localhost)\tPorts: 22/open/tcp//ssh///, 23/closed/tcp//telnet///\tIgnored State: "
      "filtered (100)");
}

// What only an engine that sees packets knows.
TEST_F(FormatTest, HopsAndWhoSaysSoStandBesideTheReason) {
  hops_ = 57;
  router_ = Address::parse("192.0.2.254");
  EXPECT_THAT(write(Format::kNmapXml),
              HasSubstr(R"(reason="reset" reason_ttl="57" reason_ip="192.0.2.254"/>)"));
  const std::string json = write(Format::kNdjson, true);
  EXPECT_THAT(json, HasSubstr(R"("ttl":57,"from":"192.0.2.254")"));
}

TEST_F(FormatTest, XmlCountsWhatManyPortsShareAndListsTheRest) {
  const std::string xml = write(Format::kNmapXml);
  EXPECT_THAT(xml, testing::StartsWith("<?xml"));
  EXPECT_THAT(xml, HasSubstr("a&amp;b&quot;"));
  EXPECT_THAT(xml, HasSubstr("<extraports state=\"filtered\" count=\"100\">"));
  EXPECT_THAT(xml, HasSubstr("<port protocol=\"tcp\" portid=\"23\"><state state=\"closed\""));
  EXPECT_THAT(xml, Not(HasSubstr("portid=\"24\"")));
  EXPECT_THAT(xml, HasSubstr("<times srtt=\"87\" rttvar=\"3\" to=\"20000\"/>"));
  EXPECT_THAT(xml, testing::EndsWith("</nmaprun>\n"));
}

// ndiff and python3-libnmap take `addr` for an address, and a zone is none of it.
TEST_F(FormatTest, ALinkLocalAddressHasItsZoneInAComment) {
  address_ = *Address::parse("fe80::1%lo");
  const std::string xml = write(Format::kNmapXml);
  EXPECT_THAT(xml, HasSubstr("<host comment=\"zone lo\"><status state=\"up\""));
  EXPECT_THAT(xml, HasSubstr("<address addr=\"fe80::1\" addrtype=\"ipv6\"/>"));
  EXPECT_THAT(write(Format::kNdjson), HasSubstr(R"("ip":"fe80::1%lo")"));
  EXPECT_THAT(write(Format::kNmapGrepable), HasSubstr("Host: fe80::1%lo ()\tStatus: Up"));
}

TEST(Xml, ATerminalIsGivenNothingToObey) {
  EXPECT_EQ(xml_escaped("a\x7f\xc2\x9b"
                        "2J\xe2\x80\xae"),
            "a&#x7f;&#x9b;2J&#x202e;");
}
TEST(Xml, EscapesWhatItReserves) { EXPECT_EQ(xml_escaped("<a&\"'\x01>"), "&lt;a&amp;&quot;&apos;?&gt;"); }

// A file name in Latin-1 on the command line once made a report that no reader of XML took.
TEST(Xml, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(xml_escaped("caf\xe9 \xc3\xa9"), "caf? \xc3\xa9");
  EXPECT_EQ(xml_escaped("\xef\xbf\xbe|\xef\xbf\xbd"), "?|\xef\xbf\xbd") << "U+FFFE is no character of XML";
}

// A line end in them once began a line of its own.
TEST_F(FormatTest, GrepableStaysALineAHostWhateverTheWordsOfTheCommand) {
  info_.arguments = "sounder scan --json a\nb";
  const auto out = lines(write(Format::kNmapGrepable));
  ASSERT_EQ(out.size(), 4U);
  EXPECT_THAT(out[0], testing::EndsWith("as: sounder scan --json a\\x0ab"));
}

}  // namespace
}  // namespace sounder

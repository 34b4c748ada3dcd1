// A scan's reports, for a host that is called anything and a command line of any words: each format is read
// back as its readers do. (Names of services come from /etc/services, which libc reads and an administrator
// writes.)
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "base/fd.h"
#include "net/services.h"
#include "report/formats/file_report.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/xml_check.h"

namespace {

using namespace sounder;

struct Scan {
  const Address address = Address::ipv4(0x7f000001);
  std::shared_ptr<const ScanRequest> request = std::make_shared<ScanRequest>(ScanRequest{
      .targets = TargetSet({address}), .ports = PortSet::parse("22-24", Services::instance()).value()});
  std::shared_ptr<ScanNames> names = std::make_shared<ScanNames>();
  ScanInfo info{.request = request,
                .names = names,
                .service_name = [](Port port) { return Services::instance().name(port); },
                .arguments = {},
                .engine = "connect",
                .version = "1",
                .start = {}};
};

std::string write(Format format, const Scan& scan) {
  static const Fd kFile(::memfd_create("report", MFD_CLOEXEC));
  auto report = make_report(
      format, OutputFile::open("/proc/self/fd/" + std::to_string(kFile.get()), [] { return false; }).value(),
      scan.info);
  report->begin();
  report->on_verdict(
      {0, {scan.address, Port{22}}, State::kOpen, Reason::kSynAck, std::chrono::microseconds(85), 0, {}});
  report->on_verdict({1, {scan.address, Port{23}}, State::kClosed, Reason::kReset, {}, 0, {}});
  report->on_verdict({2, {scan.address, Port{24}}, State::kFiltered, Reason::kNoResponse, {}, 0, {}});
  HostDone host;
  host.address = scan.address;
  host.counts = {1, 1, 1, 0, 0};
  report->on_host(host);
  report->on_summary({{1, 1, 1, 0, 0}, 3, 4, std::chrono::milliseconds(1), false, 0});
  fuzz::require(report->close().has_value());
  std::string text(1U << 16U, '\0');
  const ssize_t size = ::pread(kFile.get(), text.data(), text.size(), 0);
  fuzz::require(size > 0 && static_cast<std::size_t>(size) < text.size());
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Whether JSON and XML can hold it as it is.
bool is_utf8(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore) ==
         nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void read_json(const Scan& scan, const std::string& host) {
  const auto lines = lines_of(write(Format::kNdjson, scan));
  fuzz::require(lines.size() == 5);
  for (const std::string& line : lines) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    fuzz::require(json.is_object() && json["v"] == 1);
    if (json.contains("host") && is_utf8(host)) fuzz::require(json["host"] == host);
  }
}

void read_xml(const Scan& scan, const std::string& host) {
  const std::string xml = write(Format::kNmapXml, scan);
  fuzz::require(is_utf8(xml));
  fuzz::require(fuzz::well_formed_xml(
      xml, [&](std::string_view element, std::string_view attribute, const std::string& value) {
        const bool plain = is_utf8(host) && std::ranges::none_of(host, [](char c) {
                             return static_cast<unsigned char>(c) < 0x20 || c == '\xef';
                           });
        if (element == "hostname" && attribute == "name" && plain) fuzz::require(value == host);
      }));
}

// RFC 4180, read strictly.
std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = rows.back().back();
    if (quoted) {
      if (text[i] != '"') {
        field += text[i];
      } else if (text.substr(i, 2) == "\"\"") {
        field += text[i++];
      } else {
        quoted = false;
        fuzz::require(i + 1 == text.size() || text[i + 1] == ',' || text[i + 1] == '\n');
      }
    } else if (text[i] == '"') {
      fuzz::require(field.empty());
      quoted = true;
    } else if (text[i] == ',') {
      rows.back().emplace_back();
    } else if (text[i] == '\n') {
      rows.push_back({""});
    } else {
      field += text[i];
    }
  }
  fuzz::require(!quoted && rows.back() == std::vector<std::string>{""});
  rows.pop_back();
  return rows;
}

void read_csv(const Scan& scan, const std::string& host) {
  const auto rows = csv_rows(write(Format::kCsv, scan));
  fuzz::require(rows.size() == 4);
  for (const auto& row : rows) fuzz::require(row.size() == 8);
  for (std::size_t i = 1; i < rows.size(); ++i) fuzz::require(rows[i][1] == host);
}

}  // namespace

// The name, a line end, and the words.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view all = fuzz::as_words(data, size);
  const std::size_t line = std::min(all.find('\n'), all.size());
  const std::string host(all.substr(0, line));
  Scan scan;
  scan.names->add(scan.address, host);
  scan.info.arguments = all.substr(line);
  scan.info.show_all = true;
  read_json(scan, host);
  read_xml(scan, host);
  read_csv(scan, host);
  fuzz::require(lines_of(write(Format::kNmapGrepable, scan)).size() == 4);
  fuzz::require(write(Format::kList, scan) == "127.0.0.1:22\n");
  return 0;
}

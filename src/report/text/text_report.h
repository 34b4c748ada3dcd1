// A scan for people: open ports in order under their host, and a line that accounts for every probe.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "net/address.h"
#include "report/formats/output_file.h"
#include "report/formats/scan_info.h"
#include "report/text/paint.h"
#include "report/text/status_line.h"
#include "scan/sink.h"

namespace sounder {

// "Port 22 is open    ssh": the services of several lines stand in one column. `service` may be empty. No
// newline.
std::string port_line(Port port, State state, std::string_view service);
// "localhost (127.0.0.1)", or the address alone if no name led to it.
std::string host_line(const Address& address, const ScanNames& names);
// Notes on a host, each a line with its newline; most hosts have none.
std::string host_notes(const HostDone& host);
// "65535 probes: 2 open, 65533 closed, 0 filtered, 0 unreachable, 0 untested in 0.41 s"
std::string summary_line(const Summary& summary);
// A line if this machine dropped answers, else empty.
std::string loss_note(const Summary& summary);
// Likewise, of filtered ports whose silence is no evidence.
std::string unproven_note(const Summary& summary);

// One thread at a time.
class TextReport final : public ScanSink {
 public:
  // kAsFound: each port is printed at once, in the order of the verdicts. kAtEnd: all are printed after the
  // scan, sorted. Memory of kAtEnd: the ports that are listed, and their hosts.
  enum class Listing { kAsFound, kAtEnd };
  struct Style {
    Listing listing = Listing::kAtEnd;
    Paint paint{};
    StatusLine* status =
        nullptr;  // that may be on the same terminal while the scan runs; outlives the report
  };

  // `out` must outlive the report.
  TextReport(OutputFile& out, ScanInfo info, Style style)
      : out_(out), info_(std::move(info)), style_(style) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;
  bool failed() const override { return out_.failed(); }

 private:
  struct HostLines {
    Address address;
    std::string notes;
  };
  std::string line_of(const Address& host) const;
  std::string line_of(Port port, State state) const;
  void print(const Verdict& verdict);
  void print(const std::string& lines);

  OutputFile& out_;
  const ScanInfo info_;
  const Style style_;
  std::optional<Address> current_;            // kAsFound: the host that was named last
  std::map<std::uint64_t, HostLines> hosts_;  // kAtEnd: in the order of the request
  std::map<Address, std::map<Port, State>> ports_;
};

}  // namespace sounder

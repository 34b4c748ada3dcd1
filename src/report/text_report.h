// A scan for people: open ports in order under their host, and a line that accounts for every probe.
#pragma once

#include <map>
#include <set>
#include <string>

#include "net/address.h"
#include "report/output_file.h"
#include "report/scan_names.h"
#include "scan/sink.h"

namespace sounder {

// "Port 22 is open    ssh": the service in a column of its own, whatever the number of digits. No newline.
std::string open_port_line(Port port);
// "localhost (127.0.0.1)", or the address alone if it was asked for by number.
std::string host_line(const Address& address, const ScanNames& names);
// "65535 probes: 2 open, 65533 closed, 0 filtered, 0 unreachable, 0 untested in 0.41 s"
std::string summary_line(const Summary& summary);

// Lists everything at the end, sorted. Memory: open ports.
class TextReport final : public ScanSink {
 public:
  // `out` and `names` outlive the report.
  TextReport(OutputFile& out, const ScanNames& names) : out_(out), names_(names) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;

 private:
  OutputFile& out_;
  const ScanNames& names_;
  std::map<std::uint64_t, Address> hosts_;  // in the order of the request
  std::map<Address, std::set<Port>> open_;
};

// Prints each open port at the moment it is found: the plain scanner.
class InTurnReport final : public ScanSink {
 public:
  InTurnReport(OutputFile& out, const ScanNames& names) : out_(out), names_(names) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone&) override {}
  void on_summary(const Summary& summary) override;

 private:
  OutputFile& out_;
  const ScanNames& names_;
  std::optional<Address> current_;
};

}  // namespace sounder

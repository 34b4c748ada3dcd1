// A scan for people: open ports in order under their host, and a line that accounts for every probe.
#pragma once

#include <map>
#include <string>

#include "net/address.h"
#include "report/formats/output_file.h"
#include "report/formats/scan_info.h"
#include "scan/sink.h"

namespace sounder {

// "Port 22 is open    ssh": the service in a column of its own, whatever the number of digits. No newline.
std::string port_line(Port port, State state);
// "localhost (127.0.0.1)", or the address alone if it was asked for by number.
std::string host_line(const Address& address, const ScanNames& names);
// What is remarkable about a host, a line each, each with its newline; empty for most.
std::string host_notes(const HostDone& host);
// "65535 probes: 2 open, 65533 closed, 0 filtered, 0 unreachable, 0 untested in 0.41 s"
std::string summary_line(const Summary& summary);
// A line if answers were lost in this machine, else nothing.
std::string loss_note(const Summary& summary);

// Lists everything at the end, sorted. Memory: the ports it lists, and their hosts.
class TextReport final : public ScanSink {
 public:
  // `out` and `info` outlive the report.
  TextReport(OutputFile& out, const ScanInfo& info) : out_(out), info_(info) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;
  bool failed() const override { return out_.failed(); }

 private:
  struct HostLines {
    Address address;
    std::string notes;
  };
  OutputFile& out_;
  const ScanInfo& info_;
  std::map<std::uint64_t, HostLines> hosts_;  // in the order of the request
  std::map<Address, std::map<Port, State>> ports_;
};

// Prints each open port at the moment it is found: the plain scanner.
class InTurnReport final : public ScanSink {
 public:
  InTurnReport(OutputFile& out, const ScanInfo& info) : out_(out), info_(info) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;
  bool failed() const override { return out_.failed(); }

 private:
  OutputFile& out_;
  const ScanInfo& info_;
  std::optional<Address> current_;
};

}  // namespace sounder

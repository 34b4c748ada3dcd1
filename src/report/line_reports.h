// The formats that are a line a result: CSV, a list of ip:port for pipes, and nmap's grepable form (a line a
// host).
#pragma once

#include <unordered_map>

#include "report/file_report.h"
#include "report/host_ports.h"

namespace sounder {

class CsvReport final : public FileReport {
 public:
  CsvReport(OutputFile out, const ScanInfo& info);
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override { flush(); }
};

class ListReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override { flush(); }
};

class GrepableReport final : public FileReport {
 public:
  GrepableReport(OutputFile out, const ScanInfo& info);
  void on_verdict(const Verdict& verdict) override { ports_.add(verdict); }
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;

 private:
  PortsByHost ports_;
};

}  // namespace sounder

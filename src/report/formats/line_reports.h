// The formats that are a line a result: CSV, a list of ip:port for pipes, and nmap's grepable form (a line a
// host).
#pragma once

#include <unordered_map>

#include "report/formats/file_report.h"
#include "report/formats/host_ports.h"

namespace sounder {

class CsvReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void begin() override;
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
  using FileReport::FileReport;
  void begin() override;
  void resume(const SavedScan& saved, bool same_file) override {
    replay(saved, info().request, same_file ? Replay::kUnderWay : Replay::kAllKept, *this);
  }
  void on_verdict(const Verdict& verdict) override { ports_.add(verdict); }
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;

 private:
  PortsByHost ports_;
};

}  // namespace sounder

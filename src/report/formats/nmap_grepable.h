// nmap's grepable form: the lines of a host, written when it is done.
#pragma once

#include "report/formats/file_report.h"
#include "report/formats/host_ports.h"

namespace sounder {

class NmapGrepableReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void begin() override;
  void resume(const SavedScan& saved, bool same_file) override {
    replay(saved, *info().request, same_file ? Replay::kUnderWay : Replay::kAllKept, *this);
  }
  void on_verdict(const Verdict& verdict) override { ports_.add(verdict); }
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;

 private:
  PortsByHost ports_;
};

}  // namespace sounder

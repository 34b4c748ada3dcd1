// One open port a line, as other programs take it: address:port, or name:port.
#pragma once

#include "report/formats/file_report.h"

namespace sounder {

class ListReport final : public FileReport {
 public:
  enum class Hosts { kAddresses, kNames };  // kNames: a line for each name that the host was asked for by
  ListReport(OutputFile out, ScanInfo info, Hosts hosts)
      : FileReport(std::move(out), std::move(info)), hosts_(hosts) {}
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override { flush(); }

 private:
  Hosts hosts_;
};

}  // namespace sounder

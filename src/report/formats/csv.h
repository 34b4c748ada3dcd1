// CSV as RFC 4180 has it, with a header line: a line for each port that is listed.
#pragma once

#include "report/formats/file_report.h"

namespace sounder {

class CsvReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void begin() override;
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override { flush(); }
};

}  // namespace sounder

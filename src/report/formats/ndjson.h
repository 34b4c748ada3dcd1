// NDJSON: one object a line, as soon as it is known. docs/schema/scan.schema.json has the fields.
#pragma once

#include "report/formats/file_report.h"

namespace sounder {

class NdjsonReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void on_verdict(const Verdict& verdict) override;
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;
};

}  // namespace sounder

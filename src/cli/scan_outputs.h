// The reports of a scan: text for people, and files in the formats asked for.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "cli/scan_words.h"
#include "report/file_report.h"
#include "report/text_report.h"

namespace sounder {

class ScanOutputs {
 public:
  // Opens every file at once, before a probe is sent. `info` and the words outlive this object.
  static Result<std::unique_ptr<ScanOutputs>> open(const ScanWords& words, const ScanInfo& info);

  ScanSink& sink() { return tee_; }
  // After the summary: the first error of any of them.
  Result<void> close();

 private:
  ScanOutputs() = default;
  OutputFile text_file_ = OutputFile::standard_output();
  std::unique_ptr<ScanSink> text_;  // none when a file goes to standard output
  std::vector<std::unique_ptr<FileReport>> files_;
  Tee tee_;
};

}  // namespace sounder

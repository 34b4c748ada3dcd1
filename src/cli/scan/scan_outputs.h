// The reports of a scan: text for people, and files in the formats asked for.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "cli/scan/scan_flags.h"
#include "report/formats/file_report.h"
#include "report/text/text_report.h"

namespace sounder {

class ScanOutputs {
 public:
  // Opens every file at once, before a probe is sent. `info` and the words outlive this object. A scan that
  // goes on goes on with its files too: what they have of it stays, what came after the save is cut off.
  static Result<std::unique_ptr<ScanOutputs>> open(const ScanWords& words, const ScanInfo& info,
                                                   const SavedScan* saved);

  ScanSink& sink() { return tee_; }
  void add(ScanSink& sink) { tee_.add(sink); }
  // The files that a later run can go on with, and how long they are.
  std::vector<SavedOutput> positions();
  // After the summary: the first error of any of them.
  Result<void> close();

 private:
  ScanOutputs() = default;
  OutputFile text_file_ = OutputFile::standard_output();
  std::unique_ptr<ScanSink> text_;  // none when a file goes to standard output
  struct OneFile {
    std::string format;
    std::string path;
    std::unique_ptr<FileReport> report;
  };
  Result<void> add_file(const FormatFlag& flag, const std::string& path, const ScanInfo& info,
                        const SavedScan* saved);
  std::vector<OneFile> files_;
  Tee tee_;
};

}  // namespace sounder

// Where the results of a scan go: text for people, the files that were asked for, and any other sink.
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
  // Opens every file at once, before a probe is sent; waits for the readers of named pipes. Text goes to
  // standard output unless a file does. A resumed scan (job.before) continues the files that it wrote: what
  // came after the save is cut off.
  static Result<std::unique_ptr<ScanOutputs>> open(const ScanJob& job, const ScanInfo& info,
                                                   TextReport::Style style, const StopSignal& stop);

  ScanSink& sink() { return tee_; }
  // `sink` must outlive this object. It is told everything after the reports.
  void add(ScanSink& sink) { tee_.add(sink); }
  // The files that a later run can continue, and how long they are.
  std::vector<SavedOutput> positions();
  // After the summary: the first error of any of the files.
  Result<void> close();

 private:
  ScanOutputs() = default;
  Result<void> add_file(const ResultFile& file, const ScanInfo& info, const SavedScan* saved,
                        const StopSignal& stop);
  void add_text(TextReport::Style style, const ScanInfo& info, const SavedScan* saved);

  struct OpenFile {
    ResultFile what;
    std::unique_ptr<FileReport> report;
  };
  OutputFile standard_output_ = OutputFile::standard_output();
  std::unique_ptr<TextReport> text_;  // none when a file goes to standard output
  std::vector<OpenFile> files_;
  Tee tee_;
};

}  // namespace sounder

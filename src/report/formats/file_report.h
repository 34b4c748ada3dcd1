// A report in a file of its own: one implementation per format. Complete whatever ends the scan, because
// on_summary is always the last call and closes what is open.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "report/formats/output_file.h"
#include "report/formats/scan_info.h"
#include "scan/saved_scan.h"
#include "scan/sink.h"

namespace sounder {

class FileReport : public ScanSink {
 public:
  FileReport(OutputFile out, ScanInfo info) : out_(std::move(out)), info_(std::move(info)) {}
  // Writes what a file starts with. The first call, unless the file continues that of an earlier run.
  virtual void begin() {}
  // Before any event of a resumed scan. `same_file`: the file has what the earlier run wrote.
  virtual void resume(const SavedScan& saved, bool same_file) {
    if (!same_file) replay(saved, *info_.request, Replay::kAllKept, *this);
  }
  std::optional<std::uint64_t> position() const { return out_.position(); }
  void flush() override { out_.flush(); }
  bool failed() const override { return out_.failed(); }
  // After on_summary: the first error of all the writing.
  Result<void> close() { return out_.close(); }

 protected:
  OutputFile& out() { return out_; }
  const ScanInfo& info() const { return info_; }
  bool shows(const Verdict& verdict) const { return info_.show_all || verdict.state == State::kOpen; }

 private:
  OutputFile out_;
  ScanInfo info_;
};

enum class Format { kNdjson, kNmapXml, kNmapGrepable, kCsv, kList, kListNames };
std::unique_ptr<FileReport> make_report(Format format, OutputFile out, ScanInfo info);

}  // namespace sounder

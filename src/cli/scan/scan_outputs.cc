#include "cli/scan/scan_outputs.h"

#include <algorithm>

#include "base/text.h"
#include "cli/reader_wait.h"

namespace sounder {
namespace {

// `begun`: what an earlier run wrote of it; nullptr for a new file.
Result<OutputFile> open_file(const std::string& path, const SavedOutput* begun, const StopSignal& stop) {
  if (begun == nullptr) return OutputFile::open(path, wait_for_reader(path, stop));
  auto file = OutputFile::resume(path, begun->bytes);
  if (!file) return std::unexpected(file.error());
  if (!*file)
    return machine_refused(
        text(tr("'{0}' is missing or shorter than when the scan was saved: put it back, or start over with a "
                "new --resume file"),
             path));
  return std::move(**file);
}

}  // namespace

Result<void> ScanOutputs::add_file(const ResultFile& file, const ScanInfo& info, const SavedScan* saved,
                                   const StopSignal& stop) {
  const SavedOutput* begun = nullptr;
  if (saved != nullptr && file.path != "-")
    for (const SavedOutput& output : saved->outputs)
      if (output.format == file.flag && output.file == file.path) begun = &output;
  auto opened = open_file(file.path, begun, stop);
  if (!opened) return std::unexpected(opened.error());
  auto report = make_report(file.format, std::move(*opened), info);
  if (begun == nullptr) report->begin();
  if (saved != nullptr) report->resume(*saved, begun != nullptr);
  tee_.add(*report);
  files_.push_back({file, std::move(report)});
  return {};
}

void ScanOutputs::add_text(TextReport::Style style, const ScanInfo& info, const SavedScan* saved) {
  text_ = std::make_unique<TextReport>(standard_output_, info, style);
  if (saved != nullptr) replay(*saved, *info.request, Replay::kAllKept, *text_);
  tee_.add(*text_);
}

Result<std::unique_ptr<ScanOutputs>> ScanOutputs::open(const ScanJob& job, const ScanInfo& info,
                                                       TextReport::Style style, const StopSignal& stop) {
  const SavedScan* saved = job.before ? &*job.before : nullptr;
  std::unique_ptr<ScanOutputs> outputs(new ScanOutputs);
  for (const ResultFile& file : job.files)
    if (const auto added = outputs->add_file(file, info, saved, stop); !added)
      return std::unexpected(added.error());
  style.listing =
      job.manner == ScanManner::kInTurn ? TextReport::Listing::kAsFound : TextReport::Listing::kAtEnd;
  if (std::ranges::find(job.files, "-", &ResultFile::path) == job.files.end())
    outputs->add_text(style, info, saved);
  return outputs;
}

std::vector<SavedOutput> ScanOutputs::positions() {
  std::vector<SavedOutput> positions;
  for (const OpenFile& file : files_) {
    file.report->flush();
    if (const auto bytes = file.report->position())
      positions.push_back({file.what.flag, file.what.path, *bytes});
  }
  return positions;
}

Result<void> ScanOutputs::close() {
  Result<void> first = standard_output_.close();
  for (const OpenFile& file : files_) {
    const auto closed = file.report->close();
    if (first && !closed) first = closed;
  }
  return first;
}

}  // namespace sounder

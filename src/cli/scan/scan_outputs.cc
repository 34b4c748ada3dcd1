#include "cli/scan/scan_outputs.h"

#include <algorithm>

#include "base/text.h"

namespace sounder {

Result<void> ScanOutputs::add_file(const FormatFlag& flag, const std::string& path, const ScanInfo& info,
                                   const SavedScan* saved) {
  const SavedOutput* begun = nullptr;
  if (saved != nullptr && path != "-")
    for (const SavedOutput& output : saved->outputs)
      if (output.format == flag.name && output.file == path) begun = &output;
  auto file = begun != nullptr ? OutputFile::go_on(path, begun->bytes) : OutputFile::open(path);
  if (!file) return std::unexpected(file.error());
  auto report = make_report(flag.format, std::move(*file), info);
  if (begun == nullptr) report->begin();
  if (saved != nullptr) report->resume(*saved, begun != nullptr);
  tee_.add(*report);
  files_.push_back({flag.name, path, std::move(report)});
  return {};
}

Result<std::unique_ptr<ScanOutputs>> ScanOutputs::open(const ScanWords& words, const ScanInfo& info,
                                                       const SavedScan* saved) {
  const auto to_standard_output = std::ranges::count(words.files, "-");
  if (to_standard_output > 1)
    return bad_input(tr("only one format can go to standard output; give the others a file"));
  std::unique_ptr<ScanOutputs> outputs(new ScanOutputs);
  for (std::size_t i = 0; i < kFormatFlags.size(); ++i) {
    if (words.files[i].empty()) continue;
    if (const auto added = outputs->add_file(kFormatFlags[i], words.files[i], info, saved); !added)
      return std::unexpected(added.error());
  }
  if (to_standard_output == 0) {
    if (words.in_turn)
      outputs->text_ = std::make_unique<InTurnReport>(outputs->text_file_, info);
    else
      outputs->text_ = std::make_unique<TextReport>(outputs->text_file_, info);
    if (saved != nullptr) replay(*saved, info.request, Replay::kAllKept, *outputs->text_);
    outputs->tee_.add(*outputs->text_);
  }
  return outputs;
}

std::vector<SavedOutput> ScanOutputs::positions() {
  std::vector<SavedOutput> positions;
  for (const OneFile& file : files_) {
    file.report->flush();
    if (const auto bytes = file.report->position()) positions.push_back({file.format, file.path, *bytes});
  }
  return positions;
}

Result<void> ScanOutputs::close() {
  Result<void> first = text_file_.close();
  for (const OneFile& file : files_) {
    const auto closed = file.report->close();
    if (first && !closed) first = closed;
  }
  return first;
}

}  // namespace sounder

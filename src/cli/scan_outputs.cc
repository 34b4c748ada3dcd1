#include "cli/scan_outputs.h"

#include <algorithm>

#include "base/text.h"

namespace sounder {

Result<std::unique_ptr<ScanOutputs>> ScanOutputs::open(const ScanWords& words, const ScanInfo& info) {
  const auto to_standard_output = std::ranges::count(words.files, "-");
  if (to_standard_output > 1)
    return bad_input(tr("only one format can go to standard output; give the others a file"));
  std::unique_ptr<ScanOutputs> outputs(new ScanOutputs);
  for (std::size_t i = 0; i < kFormatFlags.size(); ++i) {
    if (words.files[i].empty()) continue;
    auto file = OutputFile::open(words.files[i]);
    if (!file) return std::unexpected(file.error());
    outputs->files_.push_back(make_report(kFormatFlags[i].format, std::move(*file), info));
    outputs->tee_.add(*outputs->files_.back());
  }
  if (to_standard_output == 0) {
    if (words.in_turn)
      outputs->text_ = std::make_unique<InTurnReport>(outputs->text_file_, info);
    else
      outputs->text_ = std::make_unique<TextReport>(outputs->text_file_, info);
    outputs->tee_.add(*outputs->text_);
  }
  return outputs;
}

Result<void> ScanOutputs::close() {
  Result<void> first = text_file_.close();
  for (const auto& file : files_) {
    const auto closed = file->close();
    if (first && !closed) first = closed;
  }
  return first;
}

}  // namespace sounder

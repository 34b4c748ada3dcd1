#include "cli/load/load_report.h"

#include <unistd.h>

#include "cli/exit_codes.h"
#include "report/load/load_text.h"
#include "report/text/terminal.h"

namespace sounder {

Result<void> report_load(OutputFile& json_file, const std::string& json, const LoadOptions& options,
                         const LoadResult& result) {
  if (!json.empty()) json_file.write(load_json(options, result));
  Result<void> written = json.empty() ? Result<void>{} : json_file.close();
  if (json == "-") return written;
  OutputFile out = OutputFile::standard_output();
  const std::size_t columns =
      is_terminal(STDOUT_FILENO) ? terminal_columns(STDOUT_FILENO) : kUsualTextColumns;
  out.write(load_text(options, result, columns));
  const auto closed = out.close();
  return written ? closed : written;
}

int exit_code_of_load(const LoadOptions& options, const LoadResult& result) {
  const LoadTotals& totals = result.totals;
  // Loss is what a run over UDP measures, so it is no failure of the run.
  const bool clean =
      totals.mismatched == 0 && (options.udp ? totals.round_trips > 0 : totals.all_errors() == 0);
  return clean ? exit_code::kDone : exit_code::kShort;
}

}  // namespace sounder

// Where the results of load runs go.
#pragma once

#include <string>

#include "base/result.h"
#include "report/formats/output_file.h"
#include "report/load/load_json.h"

namespace sounder {

// The JSON to `json_file` if `json`, its path, is not empty; the text for people to standard output unless
// the JSON went there.
Result<void> report_load(OutputFile& json_file, const std::string& json, const LoadOptions& options,
                         const LoadResult& result);

// The exit code of a run that was not interrupted.
int exit_code_of_load(const LoadOptions& options, const LoadResult& result);

}  // namespace sounder

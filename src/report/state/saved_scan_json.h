// A SavedScan as JSON, for the file of --resume. The text is untrusted: a SavedScan is returned only if it
// belongs to the request and its numbers add up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/saved_scan.h"

namespace sounder {

std::string to_json(const SavedScan& saved);

// The seed that a scan was begun with; the request is not complete without it. Errors: no saved scan of ours.
Result<std::uint64_t> saved_seed(std::string_view json);

// Errors: not a saved scan, or one that contradicts itself; a saved scan of other addresses, ports or seed.
// They say what is wrong, without the name of the file.
Result<SavedScan> parse_saved_scan(std::string_view json, const ScanRequest& request);

}  // namespace sounder

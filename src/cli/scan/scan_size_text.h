// How large a scan is, in a person's words, and whether it may be that large. Nothing is printed here.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/scan/scan_flags.h"

namespace sounder {

// Refuses a scan of very many public addresses that nobody vouches for. --dry-run sends nothing and may be of
// any size.
Result<void> check_authorized(const ScanJob& job);

// What should be said before a scan begins, in whole lines: how many addresses were left out, and how large a
// scan is that needs --authorized. Empty for most scans.
std::string scan_notes(const ScanJob& job);

// What --dry-run says first, with its line end.
std::string plan_line(const ScanRequest& request);

}  // namespace sounder

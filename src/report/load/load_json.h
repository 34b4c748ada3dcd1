// A load run as one JSON object on one line; docs/schema/load.schema.json has the fields. Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "echo/load/load_options.h"
#include "echo/load/load_totals.h"

namespace sounder {

std::string load_json(const LoadOptions& options, const LoadResult& result);

// The same run: what it was asked for, and what came of it.
struct LoadRecord {
  LoadOptions options;
  LoadResult result;
};

// The inverse, but for the first wrong bytes and the causes of errors. Errors say what is missing, in a few
// words.
Result<LoadRecord> parse_load_json(std::string_view text);

// Names of LoadErrors, by number. Never translated.
inline constexpr std::array<const char*, kLoadErrors> kLoadErrorNames{
    "refused",   "unreachable", "connect_timed_out", "reset", "closed_early",
    "timed_out", "no_end",      "tls_handshake",     "other"};

}  // namespace sounder

// JSON that may be read on a terminal.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sounder {

// The value on one line, with its newline. Names and messages may hold any bytes: those that are not UTF-8
// are replaced, and every character that a terminal would obey (see printable()) is written as \uXXXX.
std::string json_line(const nlohmann::ordered_json& json);

}  // namespace sounder

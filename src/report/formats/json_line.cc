#include "report/formats/json_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "report/text/echo_text.h"
#include "report/text/utf8.h"

namespace sounder {

std::string json_line(const nlohmann::ordered_json& json) {
  using Json = nlohmann::ordered_json;
  // Control characters below 0x20 are escaped by the library.
  std::string dumped = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (std::ranges::all_of(dumped, [](char c) { return c >= 0x20 && c < 0x7F; })) return dumped + '\n';
  std::string line;
  line.reserve(dumped.size() + 1);
  for (std::string_view rest = dumped; !rest.empty();) {
    const Utf8Sequence sequence = first_of_utf8(rest);
    const std::size_t length = std::max<std::size_t>(sequence.length, 1);
    if (is_shown(sequence.code_point))
      line += rest.substr(0, length);
    else
      line += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(sequence.code_point));
    rest.remove_prefix(length);
  }
  return line + '\n';
}

}  // namespace sounder

#include "cli/say.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "report/text/echo_text.h"

namespace sounder {
namespace {

void put(std::string_view bytes) {
  static_cast<void>(std::fwrite(bytes.data(), 1, bytes.size(), stderr));  // not buffered
}

}  // namespace

void say(std::string_view words) {
  std::string shown;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\n'), words.size());
    shown += printable(words.substr(0, end));
    if (end < words.size()) shown += '\n';
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  put(shown);
}

void say_json(std::string_view lines) { put(lines); }

void say_error(const Paint& paint, std::string_view message) {
  put(fmt::format("{} {}\n", paint(Ink::kRed, "sounder:"), printable(message)));
}

}  // namespace sounder

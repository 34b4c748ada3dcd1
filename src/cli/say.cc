#include "cli/say.h"

#include <fmt/format.h>

#include <cstdio>

namespace sounder {

void say(std::string_view words) {
  static_cast<void>(std::fwrite(words.data(), 1, words.size(), stderr));  // not buffered
}

void say_error(const Paint& paint, std::string_view message) {
  say(fmt::format("{} {}\n", paint(Ink::kRed, "sounder:"), message));
}

}  // namespace sounder

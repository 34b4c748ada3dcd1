#include "cli/say.h"

#include <cstdio>

namespace sounder {

void say(std::string_view words) {
  static_cast<void>(std::fwrite(words.data(), 1, words.size(), stderr));  // not buffered
}

}  // namespace sounder

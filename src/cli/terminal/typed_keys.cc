#include "cli/terminal/typed_keys.h"

namespace sounder {

std::string typed_keys(std::string_view typed) {
  constexpr char kEscape = '\033';
  std::string keys;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (typed[i] != kEscape) {
      keys += typed[i];
      continue;
    }
    ++i;
    if (i < typed.size() && typed[i] == '[') do
        ++i;
      while (i < typed.size() && (typed[i] < '@' || typed[i] > '~'));
    else if (i < typed.size() && typed[i] == 'O')
      ++i;
  }
  return keys;
}

}  // namespace sounder

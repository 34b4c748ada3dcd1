// What the system around a program says of it: variables of the language, and a file of the kernel's. The
// service manager's variables are not among them: reading them takes descriptors over (Service.*).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/text.h"
#include "net/local_ports.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  // One variable a line; a line that is not there leaves its variable unset.
  std::istringstream lines{std::string(fuzz::as_words(data, size))};
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"}) {
    std::string value;
    if (std::getline(lines, value))
      ::setenv(name, value.c_str(), 1);
    else
      ::unsetenv(name);
  }
  const std::string language = choose_language({});
  fuzz::require(std::ranges::find(languages(), language) != languages().end());
  for (const std::string_view flag : languages()) fuzz::require(choose_language(flag) == flag);

  std::istringstream range{std::string(fuzz::as_words(data, size))};
  const std::size_t ports = local_port_count(range);
  fuzz::require(ports >= 1 && ports <= 65'536);
  return 0;
}

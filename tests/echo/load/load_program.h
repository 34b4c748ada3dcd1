// `sounder load` in a process of its own, and what came of it.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/echo/serve/serve_program.h"

namespace sounder::test {

using Json = nlohmann::json;

struct Ended {
  int code = -1;
  std::string output;
  std::string error;
  Json json() const { return Json::parse(output); }
};

inline std::vector<std::string> load_words(const std::string& where, const std::vector<std::string>& flags) {
  std::vector<std::string> words{kSounder, "--lang", "en", "load", where};
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

inline Ended load(const std::string& where, const std::vector<std::string>& flags,
                  const ProgramStart& start = {}) {
  Program program(load_words(where, flags), start);
  program.close_input();
  const auto code = program.wait_exit();
  return {code.value_or(-1), program.output(), program.error()};
}

// A short run whose JSON is looked at.
inline Ended load_json(const std::string& where, std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--json", "-"});
  if (std::ranges::find(flags, "--duration") == flags.end())
    flags.insert(flags.end(), {"--duration", "300ms"});
  return load(where, flags);
}

}  // namespace sounder::test

// How --help looks: one screen, one line a flag, in the user's language, with the computed defaults.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sounder {

class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace sounder

// Real shells with our completion loaded, asked what they offer at the end of a line.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sounder::test {

class Shell {
 public:
  virtual ~Shell() = default;
  // What is offered for the last of the words, which may be empty or begun.
  virtual std::set<std::string> offers(const std::vector<std::string>& words) = 0;
  // The same with what is said of each; "" where the shell shows no descriptions.
  virtual std::string descriptions(const std::vector<std::string>& words) = 0;
};

// A home with one file "a file.txt", and a host "echo-host.example" that ssh knows.
struct Home {
  Home();
  TemporaryFolder folder;
  std::vector<std::string> environment() const;
};

// "bash", "bash_completion" (bash with the package of that name loaded), "zsh" or "fish".
std::unique_ptr<Shell> make_shell(const std::string& name, const Home& home);

// A line typed at a prompt of the shell on a terminal, with a TAB after it: fails unless `becomes` is shown.
testing::AssertionResult tab_completes(const std::string& shell, const Home& home, const std::string& line,
                                       const std::string& becomes);

}  // namespace sounder::test

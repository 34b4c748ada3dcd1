// The real `sounder serve` in a process of its own, listening on a loopback port of the kernel's choice.
#pragma once

#include <string>
#include <vector>

#include "net/address.h"
#include "tests/support/program.h"

namespace sounder::test {

inline const std::string kSounder = SOUNDER_PROGRAM;

class ServeProgram {
 public:
  explicit ServeProgram(const std::vector<std::string>& flags = {}, const std::string& address = "127.0.0.1",
                        const ProgramStart& start = {})
      : program(words(flags, address), start) {
    EXPECT_TRUE(program.expect_error("Listening on "));
    auto where_text = program.rest_of_line();
    // With --udp either may be told first; address and port are the same.
    if (const auto udp = where_text.rfind("/udp"); udp != std::string::npos) where_text.resize(udp);
    const auto parsed = parse_host_port(where_text);
    EXPECT_TRUE(parsed && parsed->port) << where_text;
    if (parsed && parsed->port) where = {*Address::parse(parsed->host), *parsed->port};
  }

  Endpoint where;
  Program program;

 private:
  static std::vector<std::string> words(const std::vector<std::string>& flags, const std::string& address) {
    std::vector<std::string> all{kSounder, "--lang", "en", "serve", "--listen", address + ":0"};
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  }
};

}  // namespace sounder::test

#include "tests/scan/lab/tools.h"

#include "tests/support/program.h"

namespace sounder::test {

std::string run_tool(const std::string& command, const std::string& input) {
  Program tool({"/bin/sh", "-c", command}, {.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}});
  tool.send(input);
  tool.close_input();
  if (tool.wait_exit() == 0) return {};
  return command + ": " + tool.error() + tool.output();
}

}  // namespace sounder::test

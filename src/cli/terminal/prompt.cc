#include "cli/terminal/prompt.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "cli/say.h"
#include "report/text/terminal.h"

namespace sounder {
namespace {

std::string trimmed(const std::string& line) {
  constexpr const char* kBlank = " \t\r\n";
  const std::size_t first = line.find_first_not_of(kBlank);
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

Result<std::string> ask_line(const char* prompt, const std::string& missing, const StopSignal& stop) {
  const bool person = is_terminal(STDIN_FILENO);
  if (person) say(prompt);
  std::string line;
  while (line.size() < kLongestAnswer) {
    pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 && errno == EINTR) continue;
    if (fds[1].revents != 0) {
      if (person) say("\n");
      return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
    }
    char byte = 0;  // one at a time: what follows the line belongs to somebody else
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got > 0 && byte != '\n') {
      line += byte;
      continue;
    }
    std::string answer = trimmed(line);
    if (!answer.empty()) return answer;
    if (got <= 0 || !person) {
      if (person) say("\n");
      return bad_input(missing);
    }
    say(prompt);
    line.clear();
  }
  return bad_input(text(tr("the answer is longer than {0} bytes"), kLongestAnswer));
}

}  // namespace sounder

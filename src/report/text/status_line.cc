#include "report/text/status_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

#include "report/text/terminal.h"

namespace sounder {
namespace {

void put(int fd, std::string_view bytes) {
  // A status that cannot be shown is no loss: an error is not worth a word.
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Back to the start of the line. A terminal that has become narrower since has broken it over several rows.
std::string go_back(std::size_t drawn, std::size_t columns) {
  const std::size_t rows_above = drawn == 0 ? 0 : (drawn - 1) / columns;
  if (rows_above == 0) return "\r\x1b[K";
  return fmt::format("\x1b[{}A\r\x1b[J", rows_above);
}

}  // namespace

StatusLine::StatusLine(int fd) : fd_(fd), terminal_(is_terminal(fd)) {}

// The last column stays free: writing there would scroll on some terminals.
std::size_t StatusLine::columns() const { return terminal_columns(fd_) - 1; }

void StatusLine::draw(std::string_view line) {
  if (!terminal_) return;
  put(fd_, go_back(drawn_, terminal_columns(fd_)) + std::string(line));
  drawn_ = display_width(line);
}

void StatusLine::clear() {
  if (!terminal_ || drawn_ == 0) return;
  put(fd_, go_back(drawn_, terminal_columns(fd_)));
  drawn_ = 0;
}

void StatusLine::show_above(std::string_view lines) {
  if (!terminal_) return;
  clear();
  put(fd_, lines);
}

}  // namespace sounder

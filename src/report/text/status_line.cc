#include "report/text/status_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

#include "report/text/terminal.h"

namespace sounder {
namespace {

void put(int fd, std::string_view bytes) {
  // A status that cannot be shown loses no result, so an error is not reported.
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Back to the start of the line. A terminal that has become narrower since then has wrapped it to several
// rows.
std::string go_back(std::size_t drawn, std::size_t columns) {
  const std::size_t rows_above = drawn == 0 ? 0 : (drawn - 1) / columns;
  if (rows_above == 0) return "\r\x1b[K";
  return fmt::format("\x1b[{}A\r\x1b[J", rows_above);
}

}  // namespace

StatusLine::StatusLine(int fd, bool wanted) : fd_(fd), visible_(wanted && takes_escapes(fd)) {}

// The last column stays free: writing there would scroll on some terminals.
std::size_t StatusLine::columns() const { return terminal_columns(fd_) - 1; }

void StatusLine::wipe() {
  if (!line_.empty()) put(fd_, go_back(display_width(line_), terminal_columns(fd_)));
}

void StatusLine::draw(std::string_view line) {
  if (!visible_) return;
  const std::lock_guard guard(lock_);
  put(fd_, go_back(display_width(line_), terminal_columns(fd_)) + std::string(line));
  line_ = line;
}

void StatusLine::clear() {
  const std::lock_guard guard(lock_);
  wipe();
  line_.clear();
}

void StatusLine::show_above(std::string_view lines) {
  if (!visible_) return;
  const std::lock_guard guard(lock_);
  wipe();
  line_.clear();
  put(fd_, lines);
}

void StatusLine::around(const std::function<void()>& print) {
  const std::lock_guard guard(lock_);
  wipe();
  print();
  put(fd_, cut_to_width(line_, columns()));
}

}  // namespace sounder

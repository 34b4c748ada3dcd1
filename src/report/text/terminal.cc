#include "report/text/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sounder {
namespace {

constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kUsualRows = 24;

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

bool hung_up(int fd) {
  pollfd now{fd, POLLIN, 0};
  return ::poll(&now, 1, 0) > 0 && (now.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

std::size_t terminal_columns(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

std::size_t terminal_rows(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return kUsualRows;
  return size.ws_row;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (const char byte : utf8) width += continues(byte) ? 0 : 1;
  return width;
}

std::string_view cut_to_width(std::string_view utf8, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t width = 0; end < utf8.size(); ++end)
    if (!continues(utf8[end]) && ++width > columns) break;
  return utf8.substr(0, end);
}

}  // namespace sounder

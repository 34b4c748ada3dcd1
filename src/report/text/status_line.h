// One line at the bottom of a terminal that is drawn over and over, and goes away without a trace. One
// thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace sounder {

class StatusLine {
 public:
  // Draws nothing at all unless `fd` is a terminal.
  explicit StatusLine(int fd);
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool visible() const { return terminal_; }
  std::size_t columns() const;  // that a line may take now
  void draw(std::string_view line);
  void clear();
  // Whole lines, which stay; the status goes below them when it is drawn next.
  void show_above(std::string_view lines);

 private:
  int fd_;
  bool terminal_;
  std::size_t drawn_ = 0;  // columns of the line on the screen
};

}  // namespace sounder

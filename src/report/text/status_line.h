// One line at the bottom of a terminal that is drawn again and again, and leaves nothing behind. Any thread
// may call.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace sounder {

class StatusLine {
 public:
  // Draws nothing unless it is wanted and `fd` is a terminal that obeys escape sequences.
  explicit StatusLine(int fd, bool wanted = true);
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool visible() const { return visible_; }
  std::size_t columns() const;  // that a line may take now
  void draw(std::string_view line);
  void clear();
  // Prints whole lines, which stay; the status is drawn below them next time.
  void show_above(std::string_view lines);
  // Calls print(), which may write whole lines to the same terminal, with the status out of the way.
  void around(const std::function<void()>& print);

 private:
  void wipe();

  const int fd_;
  const bool visible_;
  std::mutex lock_;   // guards line_, and what is on the screen
  std::string line_;  // on the screen; empty: none
};

}  // namespace sounder

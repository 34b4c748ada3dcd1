// A line of text that is being edited, and its history. The cursor stands between characters as people see
// them: a letter with the marks that combine with it is one, and a byte that is no UTF-8 is one. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal/key_decoder.h"

namespace sounder {

// A longer line is cut: more would not be sent at once (kMostTypedBytes).
inline constexpr std::size_t kLongestLine = std::size_t{1024} * 1024 - 1;
inline constexpr std::size_t kHistoryLines = 1000;

class EditedLine {
 public:
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  // in bytes

  // Any key but kEnter, kDeleteOrEnd on an empty line, and kRedraw, which mean nothing here.
  void press(const Key& key);
  // The text, which goes into the history; the line is empty then.
  std::string finish();

 private:
  void insert(std::string_view text);
  void erase(std::size_t from, std::size_t to);
  void kill(std::size_t from, std::size_t to);
  std::size_t word_left() const;
  std::size_t word_right() const;
  void show_history(std::size_t index);

  std::string text_;
  std::size_t cursor_ = 0;
  std::string killed_;                // for kYank
  std::vector<std::string> history_;  // the oldest first
  std::size_t shown_ = 0;             // index in the history; its size: the line that is being typed
  std::string typed_;                 // that line, while an older one is shown
};

// The place after, or before, the character at `at`.
std::size_t next_character(std::string_view text, std::size_t at);
std::size_t previous_character(std::string_view text, std::size_t at);

}  // namespace sounder

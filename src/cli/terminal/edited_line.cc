#include "cli/terminal/edited_line.h"

#include <algorithm>
#include <utility>

#include "report/text/utf8.h"
#include "report/text/width.h"

namespace sounder {
namespace {

// The bytes of a code point, or of a byte that is no UTF-8.
std::size_t length_at(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(first_of_utf8(text.substr(at)).length, 1);
}

bool combines(std::string_view text, std::size_t at) {
  const Utf8Sequence sequence = first_of_utf8(text.substr(at));
  return sequence.length > 0 && column_width(sequence.code_point) == 0;
}

std::size_t previous_code_point(std::string_view text, std::size_t at) {
  for (std::size_t back = 2; back <= 4 && back <= at; ++back)
    if (first_of_utf8(text.substr(at - back, back)).length == back) return at - back;
  return at - 1;
}

}  // namespace

std::size_t next_character(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  at += length_at(text, at);
  while (at < text.size() && combines(text, at)) at += length_at(text, at);
  return at;
}

std::size_t previous_character(std::string_view text, std::size_t at) {
  while (at > 0) {
    at = previous_code_point(text, at);
    if (!combines(text, at)) break;
  }
  return at;
}

void EditedLine::press(const Key& key) {
  switch (key.kind) {
    case KeyKind::kText:
      return insert(key.text);
    case KeyKind::kBackspace:
      return erase(previous_character(text_, cursor_), cursor_);
    case KeyKind::kDelete:
    case KeyKind::kDeleteOrEnd:
      return erase(cursor_, next_character(text_, cursor_));
    case KeyKind::kLeft:
      cursor_ = previous_character(text_, cursor_);
      return;
    case KeyKind::kRight:
      cursor_ = next_character(text_, cursor_);
      return;
    case KeyKind::kWordLeft:
      cursor_ = word_left();
      return;
    case KeyKind::kWordRight:
      cursor_ = word_right();
      return;
    case KeyKind::kHome:
      cursor_ = 0;
      return;
    case KeyKind::kEnd:
      cursor_ = text_.size();
      return;
    case KeyKind::kUp:
      return show_history(shown_ == 0 ? 0 : shown_ - 1);
    case KeyKind::kDown:
      return show_history(std::min(shown_ + 1, history_.size()));
    case KeyKind::kKillToEnd:
      return kill(cursor_, text_.size());
    case KeyKind::kKillToStart:
      return kill(0, cursor_);
    case KeyKind::kKillWordLeft:
      return kill(word_left(), cursor_);
    case KeyKind::kKillWordRight:
      return kill(cursor_, word_right());
    case KeyKind::kYank:
      return insert(killed_);
    case KeyKind::kEnter:
    case KeyKind::kRedraw:
      return;
  }
}

std::string EditedLine::finish() {
  if (!text_.empty() && (history_.empty() || history_.back() != text_)) {
    if (history_.size() == kHistoryLines) history_.erase(history_.begin());
    history_.push_back(text_);
  }
  shown_ = history_.size();
  cursor_ = 0;
  return std::exchange(text_, {});
}

void EditedLine::insert(std::string_view text) {
  text = text.substr(0, kLongestLine - text_.size());
  text_.insert(cursor_, text);
  cursor_ += text.size();
}

void EditedLine::erase(std::size_t from, std::size_t to) {
  text_.erase(from, to - from);
  cursor_ = from;
}

void EditedLine::kill(std::size_t from, std::size_t to) {
  if (from == to) return;
  killed_ = text_.substr(from, to - from);
  erase(from, to);
}

std::size_t EditedLine::word_left() const {
  std::size_t at = cursor_;
  while (at > 0 && text_[at - 1] == ' ') --at;
  while (at > 0 && text_[at - 1] != ' ') --at;
  return at;
}

std::size_t EditedLine::word_right() const {
  std::size_t at = cursor_;
  while (at < text_.size() && text_[at] == ' ') ++at;
  while (at < text_.size() && text_[at] != ' ') ++at;
  return at;
}

void EditedLine::show_history(std::size_t index) {
  if (index == shown_) return;
  if (shown_ == history_.size()) typed_ = text_;
  shown_ = index;
  text_ = index == history_.size() ? typed_ : history_[index];
  cursor_ = text_.size();
}

}  // namespace sounder

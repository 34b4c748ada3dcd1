// Lines typed at a terminal, with editing and history (libedit), while other descriptors are served. One at a
// time in a process, because it sets the modes of standard input. One thread.
#pragma once

#include <histedit.h>
#include <wchar.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sounder {

class LineEditor {
 public:
  // `wait_for_key` returns once standard input can be read, and may call show_above() meanwhile; false ends
  // the line.
  LineEditor(std::string prompt, std::function<bool()> wait_for_key);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;
  ~LineEditor();  // the terminal is as it was

  // A line without its end, which goes into the history; nullopt after Ctrl-D on an empty line, or when
  // wait_for_key said no. Between calls the terminal is in its usual mode.
  std::optional<std::string> read_line();
  // Whole lines, printed above the one that is being edited. Only from wait_for_key, or between lines.
  void show_above(std::string_view lines);

 private:
  static int read_key(EditLine* edit, wchar_t* key);
  static char* prompt_of(EditLine* edit);
  static LineEditor& self(EditLine* edit);
  static void never_wait_in_read();
  void follow_resize();

  std::string prompt_;
  std::function<bool()> wait_for_key_;
  std::unique_ptr<EditLine, void (*)(EditLine*)> edit_;
  std::unique_ptr<History, void (*)(History*)> history_;
  mbstate_t decoder_{};
  unsigned short columns_ = 0;
  bool editing_ = false;
};

}  // namespace sounder

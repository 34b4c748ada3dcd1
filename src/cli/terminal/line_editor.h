// Lines typed or pasted at a terminal, with editing and history, while other descriptors are served. One at a
// time in a process, because it sets the mode of standard input. One thread. On a terminal that obeys no
// escape sequences (TERM=dumb) the kernel edits the line, as for any program that reads from a terminal.
#pragma once

#include <termios.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/terminal/edited_line.h"
#include "cli/terminal/line_view.h"
#include "cli/terminal/mode_signals.h"

namespace sounder {

class LineEditor {
 public:
  // `wait_for_key` returns once standard input can be read, and may call show_above() and obey_signal()
  // meanwhile; false ends the line. `signals` have begun, and outlive this object.
  LineEditor(std::string prompt, ModeSignals& signals, std::function<bool()> wait_for_key);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;
  ~LineEditor() { leave(); }

  // A line without its end, which goes into the history; nullopt after Ctrl-D on an empty line, or when
  // wait_for_key said no. From the first call until nullopt the terminal is in the editor's mode.
  std::optional<std::string> read_line();
  // Whole lines, printed above the one that is being edited. Only from wait_for_key, or between lines.
  void show_above(std::string_view lines);
  // Before each wait: standard input, to poll; -1 while this process is in the background, where reading
  // would stop it. Sets the mode and draws the line if it has come to the foreground.
  int key_fd();
  // signals.fd() can be read: stops this process with the terminal in its usual mode, and draws the line
  // again when it continues.
  void obey_signal();

 private:
  enum class Input { kOpen, kEnded };

  std::optional<std::string> read_edited();
  std::optional<std::string> read_cooked();
  Input read_keys();
  bool enter();
  void leave();
  void draw();
  void draw_when_caught_up();

  std::string prompt_;
  ModeSignals& signals_;
  std::function<bool()> wait_for_key_;
  const bool escapes_;  // the terminal obeys them
  KeyDecoder decoder_;
  std::deque<Key> keys_;  // read, not yet pressed
  EditedLine line_;
  LineView view_;
  std::string cooked_;  // of the line that is being read, where the kernel edits it
  bool editing_ = false;
  bool set_ = false;  // the mode
  termios usual_{};
};

}  // namespace sounder

#include "cli/terminal/line_editor.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "report/text/terminal.h"

namespace sounder {
namespace {

// Lines of history for the arrow keys.
constexpr int kHistoryLines = 1000;

}  // namespace

LineEditor::LineEditor(std::string prompt, std::function<bool()> wait_for_key)
    : prompt_(std::move(prompt)),
      wait_for_key_(std::move(wait_for_key)),
      edit_(::el_init("sounder", stdin, stdout, stderr), ::el_end),
      history_(::history_init(), ::history_end) {
  HistEvent event{};
  ::history(history_.get(), &event, H_SETSIZE, kHistoryLines);
  ::history(history_.get(), &event, H_SETUNIQUE, 1);
  EditLine* const edit = edit_.get();
  ::el_set(edit, EL_CLIENTDATA, this);
  ::el_set(edit, EL_PROMPT, &LineEditor::prompt_of);
  ::el_set(edit, EL_EDITOR, "emacs");
  ::el_set(edit, EL_SIGNAL, 0);  // signals are ours (StopSignal)
  ::el_set(edit, EL_HIST, ::history, history_.get());
  ::el_set(edit, EL_GETCFN, &LineEditor::read_key);
}

LineEditor::~LineEditor() = default;

LineEditor& LineEditor::self(EditLine* edit) {
  void* data = nullptr;
  ::el_get(edit, EL_CLIENTDATA, &data);
  return *static_cast<LineEditor*>(data);
}

char* LineEditor::prompt_of(EditLine* edit) { return self(edit).prompt_.data(); }

// Our own, because libedit's would sleep in read() while the server speaks.
int LineEditor::read_key(EditLine* edit, wchar_t* key) {
  LineEditor& me = self(edit);
  for (;;) {
    never_wait_in_read();
    if (!me.wait_for_key_()) return 0;
    me.follow_resize();
    char byte = 0;
    const auto got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got == 0 && !hung_up(STDIN_FILENO)) continue;
    if (got <= 0) return 0;
    const std::size_t length = ::mbrtowc(key, &byte, 1, &me.decoder_);
    if (length <= 1) return 1;
    if (length == static_cast<std::size_t>(-1)) me.decoder_ = {};  // no UTF-8: the key is dropped
  }
}

// libedit sets the terminal's mode for each line anew, and knows nothing but VMIN 1; see hung_up().
void LineEditor::never_wait_in_read() {
  termios now{};
  if (::tcgetattr(STDIN_FILENO, &now) != 0 || (now.c_lflag & ICANON) != 0 || now.c_cc[VMIN] == 0) return;
  now.c_cc[VMIN] = 0;
  now.c_cc[VTIME] = 0;
  static_cast<void>(::tcsetattr(STDIN_FILENO, TCSANOW, &now));
}

void LineEditor::follow_resize() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == columns_) return;
  columns_ = size.ws_col;
  ::el_resize(edit_.get());
}

std::optional<std::string> LineEditor::read_line() {
  int length = 0;
  editing_ = true;
  const char* const line = ::el_gets(edit_.get(), &length);
  editing_ = false;
  if (line == nullptr || length <= 0) return std::nullopt;
  std::string_view text(line, static_cast<std::size_t>(length));
  HistEvent event{};
  if (text != "\n") ::history(history_.get(), &event, H_ENTER, line);
  if (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text);
}

void LineEditor::show_above(std::string_view lines) {
  if (editing_) std::fputs("\r\033[K", stdout);
  std::fwrite(lines.data(), 1, lines.size(), stdout);
  std::fflush(stdout);
  if (editing_) ::el_set(edit_.get(), EL_REFRESH);
}

}  // namespace sounder

#include "cli/terminal/line_editor.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "report/text/terminal.h"

namespace sounder {
namespace {

// Keys come one by one and as they are; Ctrl-C and Ctrl-Z are still signals.
constexpr tcflag_t kOff = ICANON | ECHO | IEXTEN;
// What is pasted comes between marks (KeyDecoder); terminals that do not know it ignore it.
constexpr std::string_view kPasteMarks = "\033[?2004h";
constexpr std::string_view kNoPasteMarks = "\033[?2004l";

void put(std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  std::fflush(stdout);
}

// As shells show that they take it for the end.
std::nullopt_t end() {
  put("^D");
  return std::nullopt;
}

bool more_waits() {
  pollfd now{STDIN_FILENO, POLLIN, 0};
  return ::poll(&now, 1, 0) > 0;
}

}  // namespace

LineEditor::LineEditor(std::string prompt, ModeSignals& signals, std::function<bool()> wait_for_key)
    : prompt_(std::move(prompt)),
      signals_(signals),
      wait_for_key_(std::move(wait_for_key)),
      escapes_(takes_escapes(STDOUT_FILENO)),
      view_(prompt_) {}

std::optional<std::string> LineEditor::read_line() {
  editing_ = true;
  auto line = escapes_ ? read_edited() : read_cooked();
  editing_ = false;
  if (!line) leave();
  return line;
}

std::optional<std::string> LineEditor::read_edited() {
  enter();
  draw_when_caught_up();
  for (;;) {
    while (!keys_.empty()) {
      const Key key = std::move(keys_.front());
      keys_.pop_front();
      if (key.kind == KeyKind::kEnter) {
        line_.press({KeyKind::kEnd});
        draw();
        put("\n");
        return line_.finish();
      }
      if (key.kind == KeyKind::kDeleteOrEnd && line_.text().empty()) return end();
      line_.press(key);
    }
    draw_when_caught_up();
    if (!wait_for_key_() || read_keys() == Input::kEnded) return std::nullopt;
  }
}

LineEditor::Input LineEditor::read_keys() {
  enter();  // a shell that had the terminal meanwhile has set its own mode
  char bytes[4096];
  const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
  if (got < 0) return errno == EINTR || errno == EAGAIN ? Input::kOpen : Input::kEnded;
  if (got == 0) return hung_up(STDIN_FILENO) ? Input::kEnded : Input::kOpen;
  std::vector<Key> keys;
  decoder_.take({bytes, static_cast<std::size_t>(got)}, keys);
  keys_.insert(keys_.end(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));
  return Input::kOpen;
}

std::optional<std::string> LineEditor::read_cooked() {
  put(prompt_);
  for (;;) {
    if (const std::size_t end = cooked_.find('\n'); end != std::string::npos) {
      std::string line = cooked_.substr(0, end);
      cooked_.erase(0, end + 1);
      return line;
    }
    if (!wait_for_key_()) return std::nullopt;
    char bytes[4096];  // the longest line of a terminal (N_TTY_BUF_SIZE)
    const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return std::nullopt;
    if (got == 0 && cooked_.empty()) return end();
    cooked_.append(bytes, static_cast<std::size_t>(got));
  }
}

// True if the mode was another one.
bool LineEditor::enter() {
  // In the background, setting the mode would stop us (SIGTTOU).
  if (!escapes_ || !in_foreground(STDIN_FILENO)) return false;
  termios now{};
  if (::tcgetattr(STDIN_FILENO, &now) != 0 || (set_ && (now.c_lflag & kOff) == 0)) return false;
  usual_ = now;
  now.c_lflag &= ~kOff;
  now.c_cc[VMIN] = 0;  // see hung_up()
  now.c_cc[VTIME] = 0;
  if (::tcsetattr(STDIN_FILENO, TCSANOW, &now) != 0) return false;
  set_ = true;
  put(kPasteMarks);
  return true;
}

int LineEditor::key_fd() {
  if (!in_foreground(STDIN_FILENO)) return -1;
  if (enter()) draw();
  return STDIN_FILENO;
}

void LineEditor::leave() {
  if (set_ && in_foreground(STDIN_FILENO)) {
    put(kNoPasteMarks);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &usual_);
  }
  set_ = false;
}

void LineEditor::draw() { put(view_.draw(line_, terminal_columns(STDOUT_FILENO))); }

// A long paste is drawn once, and not for each piece of it.
void LineEditor::draw_when_caught_up() {
  if (keys_.empty() && !more_waits()) draw();
}

void LineEditor::show_above(std::string_view lines) {
  if (!editing_ || !in_foreground(STDOUT_FILENO)) {
    put(lines);
  } else if (escapes_) {
    put(LineView::clear());
    put(lines);
    draw_when_caught_up();
  } else {
    put("\r");
    put(lines);
    put(prompt_);
  }
}

void LineEditor::obey_signal() {
  signals_.obey([this] { leave(); },
                [this] {
                  enter();
                  if (editing_ && in_foreground(STDIN_FILENO)) draw();
                });
}

}  // namespace sounder

// What came back from a server, made fit for a terminal: whole lines with a prefix, control characters
// spelled out. The bytes are untrusted: an escape sequence in them could retitle the window, hide text or
// send keys. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sounder {

// A received line longer than this is shown in pieces.
inline constexpr std::size_t kLongestShownLine = 4096;

class EchoText {
 public:
  explicit EchoText(std::string prefix) : prefix_(std::move(prefix)) {}

  // The lines that these bytes complete, each with prefix and line end; keeps an incomplete one, up to
  // kLongestShownLine bytes of it: a longer line comes in pieces.
  std::string take(std::span<const std::byte> bytes);
  // The incomplete last line, as a line; nothing if there is none.
  std::string finish();

 private:
  std::string prefix_;
  std::string line_;
};

// Printable UTF-8 and tabs as they are; every other byte as \xNN, among them C1 controls and the characters
// that turn the direction of text round.
std::string printable(std::string_view bytes);

// Whether a terminal shows the character and does not obey it.
bool is_shown(char32_t c);

}  // namespace sounder

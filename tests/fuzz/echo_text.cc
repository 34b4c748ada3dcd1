// What a server sends back, on its way to a terminal, however it is cut into pieces.
#include "report/text/echo_text.h"

#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

// The bytes that a shown line stands for: \xNN is one, and so may it have been written by the server itself.
std::string without_marks(std::string_view shown) {
  std::string bytes;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown.substr(i, 2) == "\\x" && i + 4 <= shown.size()) {
      bytes += static_cast<char>(std::stoi(std::string(shown.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      bytes += shown[i];
    }
  }
  return bytes;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all = fuzz::as_words(data, size);
  const std::string shown = printable(all);
  for (const char c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    fuzz::require(byte == '\t' || (byte >= 0x20 && byte != 0x7f));
  }
  fuzz::require(printable(shown) == shown);
  if (!all.contains("\\x")) fuzz::require(without_marks(shown) == all);

  fuzz::Choices choices(data, size);
  EchoText text("> ");
  std::string given;
  std::string lines;
  while (!choices.done()) {
    const auto piece = choices.bytes(choices.up_to(300));
    given.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    lines += text.take(piece);
  }
  lines += text.finish();
  fuzz::require(text.finish().empty());
  // Every byte is shown once and in its order; each line has its prefix.
  std::string wanted;
  for (std::string_view rest = given; !rest.empty();) {
    const std::size_t line = std::min(rest.find('\n'), rest.size());
    const std::size_t length = std::min(line, kLongestShownLine);
    wanted += "> " + printable(rest.substr(0, length)) + '\n';
    rest.remove_prefix(length == line ? std::min(line + 1, rest.size()) : length);
  }
  fuzz::require(lines == wanted);
  return 0;
}

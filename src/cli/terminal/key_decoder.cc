#include "cli/terminal/key_decoder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace sounder {
namespace {

constexpr char kEscape = '\033';
constexpr std::string_view kPasteBegin = "200";
constexpr std::string_view kPasteEnd = "\033[201~";
// A longer sequence is none that a terminal sends.
constexpr std::size_t kMostParameters = 16;

constexpr char control(char letter) { return static_cast<char>(letter & 0x1F); }

struct Bound {
  std::string_view bytes;
  KeyKind kind;
};

// As readline and libedit bind them in their emacs mode.
constexpr std::array kControlKeys{std::pair{control('A'), KeyKind::kHome},
                                  std::pair{control('B'), KeyKind::kLeft},
                                  std::pair{control('D'), KeyKind::kDeleteOrEnd},
                                  std::pair{control('E'), KeyKind::kEnd},
                                  std::pair{control('F'), KeyKind::kRight},
                                  std::pair{control('H'), KeyKind::kBackspace},
                                  std::pair{'\n', KeyKind::kEnter},
                                  std::pair{'\r', KeyKind::kEnter},
                                  std::pair{control('K'), KeyKind::kKillToEnd},
                                  std::pair{control('L'), KeyKind::kRedraw},
                                  std::pair{control('N'), KeyKind::kDown},
                                  std::pair{control('P'), KeyKind::kUp},
                                  std::pair{control('R'), KeyKind::kRedraw},
                                  std::pair{control('U'), KeyKind::kKillToStart},
                                  std::pair{control('W'), KeyKind::kKillWordLeft},
                                  std::pair{control('Y'), KeyKind::kYank},
                                  std::pair{'\177', KeyKind::kBackspace}};

constexpr std::array kEscapeKeys{std::pair{'b', KeyKind::kWordLeft}, std::pair{'f', KeyKind::kWordRight},
                                 std::pair{'d', KeyKind::kKillWordRight},
                                 std::pair{'\177', KeyKind::kKillWordLeft},
                                 std::pair{control('H'), KeyKind::kKillWordLeft}};

// By the last byte of ESC [ and ESC O, and by the number before ~.
constexpr std::array kFinalKeys{std::pair{'A', KeyKind::kUp},    std::pair{'B', KeyKind::kDown},
                                std::pair{'C', KeyKind::kRight}, std::pair{'D', KeyKind::kLeft},
                                std::pair{'F', KeyKind::kEnd},   std::pair{'H', KeyKind::kHome}};
constexpr std::array kNumberedKeys{Bound{"1", KeyKind::kHome}, Bound{"3", KeyKind::kDelete},
                                   Bound{"4", KeyKind::kEnd}, Bound{"7", KeyKind::kHome},
                                   Bound{"8", KeyKind::kEnd}};

template <class Keys>
std::optional<KeyKind> found_in(const Keys& keys, char byte) {
  const auto found = std::ranges::find(keys, byte, &std::pair<char, KeyKind>::first);
  return found == keys.end() ? std::nullopt : std::optional(found->second);
}

void add_text(std::string_view bytes, std::vector<Key>& keys) {
  if (keys.empty() || keys.back().kind != KeyKind::kText) keys.push_back({KeyKind::kText});
  keys.back().text += bytes;
}

void add(std::optional<KeyKind> kind, std::vector<Key>& keys) {
  if (kind) keys.push_back({*kind});
}

bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }

}  // namespace

void KeyDecoder::take(std::string_view bytes, std::vector<Key>& keys) {
  for (const char byte : bytes) take(byte, keys);
}

void KeyDecoder::take(char byte, std::vector<Key>& keys) {
  switch (state_) {
    case State::kUsual:
      take_usual(byte, keys);
      return;
    case State::kQuoted:  // the key after Ctrl-V
      state_ = State::kUsual;
      if (!is_line_end(byte)) add_text({&byte, 1}, keys);
      return;
    case State::kEscape:
      state_ = State::kUsual;
      if (byte == '[') state_ = State::kSequence;
      if (byte == 'O') state_ = State::kFunction;
      if (byte == kEscape) state_ = State::kEscape;
      parameters_.clear();
      add(found_in(kEscapeKeys, byte), keys);
      return;
    case State::kFunction:
      state_ = State::kUsual;
      add(found_in(kFinalKeys, byte), keys);
      return;
    case State::kSequence:
      take_sequence(byte, keys);
      return;
    case State::kPaste:
      take_pasted(byte, keys);
      return;
  }
}

void KeyDecoder::take_usual(char byte, std::vector<Key>& keys) {
  if (byte == kEscape) {
    state_ = State::kEscape;
  } else if (byte == control('V')) {
    state_ = State::kQuoted;
  } else if (const auto kind = found_in(kControlKeys, byte)) {
    keys.push_back({*kind});
  } else if (byte == '\t' || static_cast<unsigned char>(byte) >= 0x20) {
    add_text({&byte, 1}, keys);
  }
}

void KeyDecoder::take_sequence(char byte, std::vector<Key>& keys) {
  if (byte < '@' || byte > '~') {  // a parameter, or an intermediate byte
    if (parameters_.size() < kMostParameters) parameters_ += byte;
    return;
  }
  state_ = State::kUsual;
  if (byte == '~') {
    if (parameters_ == kPasteBegin) state_ = State::kPaste;
    const auto found = std::ranges::find(kNumberedKeys, parameters_, &Bound::bytes);
    if (found != kNumberedKeys.end()) keys.push_back({found->kind});
    return;
  }
  // With a modifier, Ctrl or Alt, arrows go by words.
  const bool modified = parameters_.ends_with(";5") || parameters_.ends_with(";3");
  if (modified && byte == 'C')
    keys.push_back({KeyKind::kWordRight});
  else if (modified && byte == 'D')
    keys.push_back({KeyKind::kWordLeft});
  else
    add(found_in(kFinalKeys, byte), keys);
}

void KeyDecoder::take_pasted(char byte, std::vector<Key>& keys) {
  if (byte == kPasteEnd[matched_.size()]) {
    matched_ += byte;
    if (matched_ != kPasteEnd) return;
    matched_.clear();
    state_ = State::kUsual;
    return;
  }
  if (!matched_.empty()) {
    add_text(std::exchange(matched_, {}), keys);
    take_pasted(byte, keys);  // it may begin the end
    return;
  }
  if (is_line_end(byte))
    keys.push_back({KeyKind::kEnter});
  else
    add_text({&byte, 1}, keys);
}

}  // namespace sounder

// The bytes that a terminal sends, as keys of a line editor: letters, control keys, the sequences of xterm
// and the Linux console for arrows and the like (ECMA-48, 5.4), and bracketed paste (xterm's ctlseqs,
// "Bracketed Paste Mode"), in which every byte but a line end is text. Bytes may come in any pieces. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sounder {

enum class KeyKind {
  kText,  // to be inserted
  kEnter,
  kBackspace,
  kDelete,
  kDeleteOrEnd,  // Ctrl-D: the end of the input on an empty line
  kLeft,
  kRight,
  kWordLeft,
  kWordRight,
  kHome,
  kEnd,
  kUp,
  kDown,
  kKillToEnd,
  kKillToStart,
  kKillWordLeft,
  kKillWordRight,
  kYank,
  kRedraw,
};

struct Key {
  KeyKind kind;
  std::string text{};  // of kText, any bytes but line ends
  friend bool operator==(const Key&, const Key&) = default;
};

class KeyDecoder {
 public:
  // Adds the keys that these bytes complete. Text that comes together is one key.
  void take(std::string_view bytes, std::vector<Key>& keys);
  bool pasting() const { return state_ == State::kPaste; }

 private:
  enum class State { kUsual, kQuoted, kEscape, kSequence, kFunction, kPaste };

  void take(char byte, std::vector<Key>& keys);
  void take_usual(char byte, std::vector<Key>& keys);
  void take_pasted(char byte, std::vector<Key>& keys);
  void take_sequence(char byte, std::vector<Key>& keys);

  State state_ = State::kUsual;
  std::string parameters_;  // of a sequence
  std::string matched_;     // of the end of a paste
};

}  // namespace sounder

// Colours for text on a terminal, or none. Pure, a value.
#pragma once

#include <string>
#include <string_view>

#include "scan/probe.h"

namespace sounder {

enum class Ink { kBold, kDim, kGreen, kYellow, kRed, kMagenta };

class Paint {
 public:
  Paint() = default;  // none
  explicit Paint(bool colours) : colours_(colours) {}
  // The text in this ink, which ends with the text.
  std::string operator()(Ink ink, std::string_view text) const;

 private:
  bool colours_ = false;
};

Ink ink_of(State state);

}  // namespace sounder

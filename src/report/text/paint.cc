#include "report/text/paint.h"

#include <fmt/format.h>

namespace sounder {
namespace {

// Parameters of SGR (ECMA-48, 8.3.117).
int parameter(Ink ink) {
  switch (ink) {
    case Ink::kBold:
      return 1;
    case Ink::kDim:
      return 2;
    case Ink::kRed:
      return 31;
    case Ink::kGreen:
      return 32;
    case Ink::kYellow:
      return 33;
    case Ink::kMagenta:
      return 35;
  }
  return 0;
}

}  // namespace

std::string Paint::operator()(Ink ink, std::string_view text) const {
  if (!colours_ || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", parameter(ink), text);
}

Ink ink_of(State state) {
  switch (state) {
    case State::kOpen:
      return Ink::kGreen;
    case State::kClosed:
      return Ink::kDim;
    case State::kFiltered:
      return Ink::kYellow;
    case State::kUnreachable:
      return Ink::kRed;
    case State::kUntested:
      break;
  }
  return Ink::kMagenta;
}

}  // namespace sounder

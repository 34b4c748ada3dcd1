// --color: whether text on a terminal has colours. NO_COLOR (no-color.org) and TERM=dumb turn them off.
#pragma once

#include "cli/choices.h"
#include "report/text/paint.h"

namespace sounder {

enum class ColorChoice { kAuto, kAlways, kNever };
inline constexpr Choices kColorChoices{Choice{"auto", ColorChoice::kAuto},
                                       Choice{"always", ColorChoice::kAlways},
                                       Choice{"never", ColorChoice::kNever}};

// `fd`: where the text goes. kAuto: colours if that is a terminal which obeys escape sequences.
Paint paint_for(int fd, ColorChoice choice);

}  // namespace sounder

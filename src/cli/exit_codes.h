// How the program ends: the codes, and what they mean to people (man pages).
#pragma once

#include <array>

#include "base/result.h"
#include "base/text.h"

namespace sounder {

namespace exit_code {
inline constexpr int kDone = 0;
inline constexpr int kShort = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kMachineRefused = 3;
inline constexpr int kInterrupted = 130;  // 128 + SIGINT, as shells say it
}  // namespace exit_code

struct ExitMeaning {
  int code;
  const char* meaning;  // English; translated where it is shown
};

inline constexpr std::array kExitMeanings{
    ExitMeaning{exit_code::kDone, tr_later("Done; for a scan: every probe is accounted for.")},
    ExitMeaning{exit_code::kShort,
                tr_later("Done, but incomplete: probes left untested or silence unproven, server not "
                         "reachable, bytes missing, "
                         "load with errors or wrong bytes (UDP: wrong bytes or no answer at all), clients "
                         "cut at the drain deadline.")},
    ExitMeaning{exit_code::kBadInput,
                tr_later("Wrong usage or input; one line says what, where, and what would be right.")},
    ExitMeaning{exit_code::kMachineRefused,
                tr_later("This machine refused: address in use, no permission, file not writable, out of "
                         "descriptors or local ports.")},
    ExitMeaning{exit_code::kInterrupted,
                tr_later("Interrupted (SIGINT or SIGTERM); results so far have been printed.")},
};

int exit_code_of(Fault fault);

}  // namespace sounder

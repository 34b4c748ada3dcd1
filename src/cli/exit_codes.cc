#include "cli/exit_codes.h"

namespace sounder {

int exit_code_of(Fault fault) {
  switch (fault) {
    case Fault::kInput:
      return exit_code::kBadInput;
    case Fault::kMachine:
      return exit_code::kMachineRefused;
    case Fault::kPeer:
      return exit_code::kShort;
    case Fault::kInterrupted:
      return exit_code::kInterrupted;
  }
  return exit_code::kMachineRefused;
}

}  // namespace sounder

#include "cli/color.h"

#include <cstdlib>

#include "report/text/terminal.h"

namespace sounder {

Paint paint_for(int fd, ColorChoice choice) {
  if (choice != ColorChoice::kAuto) return Paint(choice == ColorChoice::kAlways);
  const char* const no_color = std::getenv("NO_COLOR");
  return Paint((no_color == nullptr || *no_color == '\0') && takes_escapes(fd));
}

}  // namespace sounder

#include "base/fd.h"

#include <unistd.h>

namespace sounder {

void Fd::close() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace sounder

#include "cli/reader_wait.h"

#include <poll.h>

#include "base/limits.h"
#include "base/text.h"
#include "cli/say.h"

namespace sounder {

std::function<bool()> wait_for_reader(const std::string& path, const StopSignal& stop) {
  return [&path, &stop, told = false]() mutable {
    if (!told) say(text(tr("Waiting for a program that reads '{0}'"), path) + "\n");
    told = true;
    pollfd p{stop.fd(), POLLIN, 0};
    ::poll(&p, 1, poll_timeout_ms(kProgressEvery));
    return !stop.take();
  };
}

}  // namespace sounder

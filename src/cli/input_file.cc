#include "cli/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "cli/say.h"

namespace sounder {
namespace {

// A named pipe may have its writer a moment later.
constexpr Duration kToldAfter = std::chrono::seconds(1);

}  // namespace

Result<std::string> read_input(const InputFile& input, const StopSignal& stop) {
  const std::string& path = input.path;
  const auto refused = [&](int code) { return bad_input(text(input.refused, path, describe_errno(code))); };
  Fd opened;
  if (path != "-") {
    // Non-blocking, or a named pipe without a writer would keep us in open(); poll() waits for the first one.
    opened = Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!opened) return refused(errno);
  }
  const int fd = path == "-" ? STDIN_FILENO : opened.get();
  std::string bytes;
  char block[65536];
  bool told = false;
  for (;;) {
    pollfd fds[2] = {{fd, POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    const int ready = ::poll(fds, 2, told || path == "-" ? -1 : poll_timeout_ms(kToldAfter));
    if (ready == 0) {
      say(text(tr("Waiting for a program that writes '{0}'"), path) + "\n");
      told = true;
    }
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    if (fds[1].revents != 0) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
    const ssize_t got = ::read(fd, block, sizeof block);
    if (got == 0) return bytes;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return refused(errno);
    bytes.append(block, static_cast<std::size_t>(got));
    if (bytes.size() > input.largest) return refused(EFBIG);
  }
}

}  // namespace sounder

#include "cli/scan/targets_input.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"
#include "base/text.h"

namespace sounder {

Result<std::string> read_targets_input(const std::string& path, const StopSignal& stop) {
  const auto refused = [&](int code) {
    return bad_input(text(tr("cannot read the targets file '{0}': {1}"), path, describe_errno(code)));
  };
  Fd file;
  if (path != "-") {
    file = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return refused(errno);
  }
  const int fd = path == "-" ? STDIN_FILENO : file.get();
  std::string bytes;
  char block[65536];
  for (;;) {
    pollfd fds[2] = {{fd, POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 && errno == EINTR) continue;
    if (fds[1].revents != 0) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
    const ssize_t got = ::read(fd, block, sizeof block);
    if (got == 0) return bytes;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return refused(errno);
    bytes.append(block, static_cast<std::size_t>(got));
    if (bytes.size() > kLargestTargetsFile) return refused(EFBIG);
  }
}

}  // namespace sounder

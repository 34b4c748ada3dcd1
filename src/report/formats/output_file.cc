#include "report/formats/output_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace sounder {
namespace {

// Bytes of results buffered before a write: large enough that writes are cheap, small enough to lose little.
constexpr std::size_t kOutputBuffer = std::size_t{64} * 1024;

bool is_pipe(const std::string& path) {
  struct stat about{};
  const int failed = errno;
  const bool pipe = ::stat(path.c_str(), &about) == 0 && S_ISFIFO(about.st_mode);
  errno = failed;
  return pipe;
}

}  // namespace

OutputFile OutputFile::standard_output() { return {tr("standard output"), Fd{}, STDOUT_FILENO}; }

// Non-blocking: a pipe that nobody reads must not keep us in open() or write(), where no signal is seen.
Result<OutputFile> OutputFile::open(const std::string& path, const std::function<bool()>& wait) {
  if (path == "-") return standard_output();
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC;
  Fd fd(::open(path.c_str(), kFlags, 0666));
  while (!fd && errno == ENXIO && is_pipe(path)) {
    if (!wait()) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
    fd = Fd(::open(path.c_str(), kFlags, 0666));
  }
  if (!fd) return machine_refused(text(tr("cannot write '{0}': {1}"), path, describe_errno(errno)));
  const int number = fd.get();
  return OutputFile(path, std::move(fd), number);
}

Result<std::optional<OutputFile>> OutputFile::resume(const std::string& path, std::uint64_t bytes) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd && errno != ENOENT)
    return machine_refused(text(tr("cannot write '{0}': {1}"), path, describe_errno(errno)));
  struct stat about{};
  if (!fd || ::fstat(fd.get(), &about) != 0 || static_cast<std::uint64_t>(about.st_size) < bytes)
    return std::nullopt;
  const auto end = static_cast<off_t>(bytes);
  if (::ftruncate(fd.get(), end) != 0 || ::lseek(fd.get(), end, SEEK_SET) != end)
    return machine_refused(text(tr("cannot write '{0}': {1}"), path, describe_errno(errno)));
  const int number = fd.get();
  return OutputFile(path, std::move(fd), number);
}

std::optional<std::uint64_t> OutputFile::position() const {
  struct stat about{};
  if (!fd_ || ::fstat(number_, &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(about.st_size);
}

void OutputFile::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= kOutputBuffer) flush();
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t written = ::write(number_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // also standard output, if another program made it non-blocking
      pollfd p{number_, POLLOUT, 0};
      ::poll(&p, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
}

bool OutputFile::reader_left() const { return error_ == EPIPE; }

Result<void> OutputFile::close() {
  flush();
  if (fd_ && ::close(fd_.release()) != 0 && error_ == 0) error_ = errno;  // NFS reports a full disk only here
  if (error_ != 0) return machine_refused(text(tr("cannot write '{0}': {1}"), name_, describe_errno(error_)));
  return {};
}

}  // namespace sounder

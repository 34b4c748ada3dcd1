#include "report/state/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/fd.h"
#include "base/text.h"

namespace sounder {
namespace {

// 0 or an errno.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      return errno;
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

}  // namespace

Result<std::optional<std::string>> StateFile::read() const {
  const auto refused = [&](int code) {
    return machine_refused(text(tr("cannot read '{0}': {1}"), path_, describe_errno(code)));
  };
  const Fd fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::nullopt;
  if (!fd) return refused(errno);
  struct stat about{};
  if (::fstat(fd.get(), &about) != 0) return refused(errno);
  if (S_ISDIR(about.st_mode)) return refused(EISDIR);
  if (static_cast<std::uint64_t>(about.st_size) > kLargestStateFile) return refused(EFBIG);
  std::string contents;
  char block[65536];
  for (;;) {
    const ssize_t got = ::read(fd.get(), block, sizeof block);
    if (got == 0) return contents;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(errno);
    contents.append(block, static_cast<std::size_t>(got));
    if (contents.size() > kLargestStateFile) return refused(EFBIG);
  }
}

Result<void> StateFile::replace(std::string_view contents) const {
  const std::string beside = path_ + ".new";
  Fd fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  int code = fd ? write_all(fd.get(), contents) : errno;
  if (fd && ::close(fd.release()) != 0 && code == 0) code = errno;
  if (code == 0 && ::rename(beside.c_str(), path_.c_str()) != 0) code = errno;
  if (code == 0) return {};
  ::unlink(beside.c_str());
  return machine_refused(text(tr("cannot write '{0}': {1}"), path_, describe_errno(code)));
}

}  // namespace sounder

#include "report/state/state_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

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

// The process that has a lock on this file; 0: not known.
pid_t holder_of(const struct stat& about) {
  const std::string file =
      fmt::format("{:02x}:{:02x}:{}", major(about.st_dev), minor(about.st_dev), about.st_ino);
  // proc_locks(5): "1: FLOCK  ADVISORY  WRITE 708 08:01:1441 0 EOF"
  std::ifstream locks("/proc/locks");
  std::string number, kind, manner, access, where, range;
  pid_t holder = 0;
  while (locks >> number >> kind >> manner >> access >> holder >> where) {
    std::getline(locks, range);
    if (kind == "FLOCK" && where == file && holder > 0) return holder;
  }
  return 0;
}

std::unexpected<Error> in_use(const std::string& path, const struct stat& about) {
  const pid_t holder = holder_of(about);
  const std::string who = holder == 0 ? std::string(tr("another process"))
                                      : text(tr("process {0}"), static_cast<std::uint64_t>(holder));
  return bad_input(
      text(tr("'{0}': {1} scans with this state file; wait for its end, or give another file"), path, who));
}

}  // namespace

// Between lock() and the first replace() nothing is in a new file.
StateFile::~StateFile() {
  struct stat about{};
  if (created_ && locked_ && ::fstat(locked_.get(), &about) == 0 && about.st_size == 0)
    ::unlink(path_.c_str());
}

Result<void> StateFile::lock() {
  for (;;) {
    Fd fd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    created_ = !fd && errno == ENOENT;
    if (created_) fd = Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd && errno == EEXIST) continue;
    if (!fd) return machine_refused(text(tr("cannot write '{0}': {1}"), path_, describe_errno(errno)));
    struct stat about{};
    if (::fstat(fd.get(), &about) != 0)
      return machine_refused(text(tr("cannot read '{0}': {1}"), path_, describe_errno(errno)));
    if (S_ISDIR(about.st_mode)) return {};  // read() refuses it
    if (!S_ISREG(about.st_mode))
      return bad_input(text(tr("--resume {0}: this is no regular file; name one, or one to create"), path_));
    const bool refused = ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0;
    if (refused && errno == EWOULDBLOCK) return in_use(path_, about);
    // Without a lock where the file system has none. Its holder may have replaced it meanwhile.
    struct stat now{};
    if (::stat(path_.c_str(), &now) != 0 && errno != ENOENT)
      return machine_refused(text(tr("cannot read '{0}': {1}"), path_, describe_errno(errno)));
    if (now.st_ino != about.st_ino || now.st_dev != about.st_dev) continue;
    locked_ = std::move(fd);
    return {};
  }
}

Result<std::optional<std::string>> StateFile::read() const {
  const auto refused = [&](int code) {
    return machine_refused(text(tr("cannot read '{0}': {1}"), path_, describe_errno(code)));
  };
  const Fd fd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
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
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(errno);
    contents.append(block, static_cast<std::size_t>(got));
    if (contents.size() > kLargestStateFile) return refused(EFBIG);
  }
  if (contents.empty()) return std::nullopt;
  return contents;
}

Result<void> StateFile::replace(std::string_view contents) {
  const std::string new_path = beside(path_);
  Fd fd(::open(new_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  int code = fd ? write_all(fd.get(), contents) : errno;
  // Locked before it has the name, so that nobody finds it without a lock. Reopened, because close() tells
  // errors of the writing, and a lock belongs to the open file.
  Fd next;
  if (locked_ && code == 0) {
    next = Fd(::open(new_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (next) static_cast<void>(::flock(next.get(), LOCK_EX | LOCK_NB));
  }
  if (fd && ::close(fd.release()) != 0 && code == 0) code = errno;
  if (code == 0 && ::rename(new_path.c_str(), path_.c_str()) != 0) code = errno;
  if (code == 0) {
    created_ = false;
    if (locked_) locked_ = std::move(next);
    return {};
  }
  ::unlink(new_path.c_str());
  return machine_refused(text(tr("cannot write '{0}': {1}"), path_, describe_errno(code)));
}

}  // namespace sounder

// Files, pipes and terminals, and the streams of <stdio.h> at the program's own ends: the C library's stdio
// calls the kernel past every symbol, so its functions fail here as a whole.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>

#include "tests/faults/descriptor_kind.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/real_call.h"

namespace {

using namespace sounder::faults;

std::optional<int> on(unsigned which, int fd) {
  const bool blocking = (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
  return fault_for(which, kind_of(fd), blocking);
}

// close(2): the descriptor is gone even where it fails.
int closed(int fd) {
  const auto fault = on(call("close"), fd);
  set_connecting(fd, false);
  const int code = SOUNDER_REAL(close)(fd);
  if (!fault) return code;
  errno = *fault;
  return -1;
}

bool takes_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = takes_mode(flags) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return unless(fault_for(call("open")), SOUNDER_REAL(open), path, flags, mode);
}

int __open_2(const char* path, int flags) { return open(path, flags); }

// With 64 bits the same function, by another name.
int open64(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = takes_mode(flags) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open(path, flags, mode);
}

int __open64_2(const char* path, int flags) { return open(path, flags); }

FILE* fopen64(const char* path, const char* mode) { return fopen(path, mode); }

FILE* fopen(const char* path, const char* mode) {
  const auto fault = fault_for(call("fopen"));
  if (!fault) return SOUNDER_REAL(fopen)(path, mode);
  errno = *fault;
  return nullptr;
}

ssize_t read(int fd, void* room, std::size_t bytes) {
  const auto fault = on(call("read"), fd);
  if (fault == kShort) return SOUNDER_REAL(read)(fd, room, shortened(bytes));
  return unless(fault, SOUNDER_REAL(read), fd, room, bytes);
}

ssize_t __read_chk(int fd, void* room, std::size_t bytes, std::size_t) { return read(fd, room, bytes); }

ssize_t write(int fd, const void* from, std::size_t bytes) {
  const auto fault = on(call("write"), fd);
  if (fault == kShort) return SOUNDER_REAL(write)(fd, from, shortened(bytes));
  return unless(fault, SOUNDER_REAL(write), fd, from, bytes);
}

ssize_t writev(int fd, const iovec* pieces, int count) {
  const auto fault = on(call("writev"), fd);
  if (fault == kShort) return SOUNDER_REAL(writev)(fd, pieces, shortened(count));
  return unless(fault, SOUNDER_REAL(writev), fd, pieces, count);
}

std::size_t fwrite(const void* from, std::size_t size, std::size_t count, FILE* stream) {
  const auto fault = on(call("fwrite"), ::fileno(stream));
  if (!fault) return SOUNDER_REAL(fwrite)(from, size, count, stream);
  errno = *fault;
  return 0;
}

int fflush(FILE* stream) {
  const auto fault = stream == nullptr ? std::nullopt : on(call("fflush"), ::fileno(stream));
  if (!fault) return SOUNDER_REAL(fflush)(stream);
  errno = *fault;
  return EOF;
}

int close(int fd) { return closed(fd); }

int fstat(int fd, struct stat* about) noexcept {
  return unless(on(call("fstat"), fd), SOUNDER_REAL(fstat), fd, about);
}

int stat(const char* path, struct stat* about) noexcept {
  return unless(fault_for(call("stat")), SOUNDER_REAL(stat), path, about);
}

int flock(int fd, int operation) noexcept {
  return unless(on(call("flock"), fd), SOUNDER_REAL(flock), fd, operation);
}

int fsync(int fd) { return unless(on(call("fsync"), fd), SOUNDER_REAL(fsync), fd); }

int ftruncate(int fd, off_t length) noexcept {
  return unless(on(call("ftruncate"), fd), SOUNDER_REAL(ftruncate), fd, length);
}

int rename(const char* from, const char* to) noexcept {
  return unless(fault_for(call("rename")), SOUNDER_REAL(rename), from, to);
}

int unlink(const char* path) noexcept {
  return unless(fault_for(call("unlink")), SOUNDER_REAL(unlink), path);
}

void* mmap(void* where, std::size_t bytes, int protection, int flags, int fd, off_t offset) noexcept {
  const auto fault = fault_for(call("mmap"), fd < 0 ? Kind::kNone : kind_of(fd));
  if (!fault) return SOUNDER_REAL(mmap)(where, bytes, protection, flags, fd, offset);
  errno = *fault;
  return MAP_FAILED;
}

int ioctl(int fd, unsigned long request, ...) noexcept {
  std::va_list rest;
  va_start(rest, request);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  return unless(on(call("ioctl"), fd), SOUNDER_REAL(ioctl), fd, request, argument);
}

}  // extern "C"

// The only owner of a descriptor. Moved, never copied; closes in its destructor.
// Any thread may own one; two threads may share the number only as long as the owner lives.
#pragma once

#include <utility>

namespace sounder {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { close(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  // Closes now; harmless when empty. EINTR is not retried: Linux has freed the descriptor by then (close(2)).
  void close() noexcept;
  // Releases ownership; the caller closes the descriptor.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace sounder

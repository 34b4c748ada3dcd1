// An io_uring for an event loop (Linux 6.1): one thread submits calls, completions are processed only while
// it waits (SINGLE_ISSUER, DEFER_TASKRUN), and received bytes lie in buffers that the kernel takes from a
// ring (io_uring(7), io_uring_register_buf_ring(3)).
//
// Made in any thread; from start() on only for the thread that called it. Calls are handed over by wait(), or
// earlier when there is no more room for them. Their descriptors must be blocking ones: for others the kernel
// gives up at once instead of waiting.
#pragma once

#include <liburing.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"

namespace sounder {

struct UringSizes {
  unsigned calls = 0;        // that wait to be handed over
  unsigned completions = 0;  // that wait to be taken
  unsigned buffers = 0;      // a power of two, at most 32,768
  std::size_t buffer_bytes = 0;
};

class Uring {
 public:
  // Throws std::system_error if the kernel is too old (EINVAL), forbids it (EPERM, ENOSYS) or lacks memory.
  explicit Uring(const UringSizes& sizes);
  Uring(const Uring&) = delete;
  Uring& operator=(const Uring&) = delete;
  ~Uring();
  void start();

  struct Completion {
    std::uint64_t tag = 0;           // of the call
    int result = 0;                  // bytes, or a negative errno
    bool more = false;               // the call goes on: this is not its last completion
    std::optional<unsigned> buffer;  // which one was filled; give it back
  };

  // Completes each time that `fd` is readable.
  void poll_on(int fd, std::uint64_t tag);
  // Completes each time that something came in; ends with -ENOBUFS when all buffers are out.
  void receive_on(int fd, std::uint64_t tag);
  // `bytes` stay in place until it completes.
  void send(int fd, std::span<const std::byte> bytes, std::uint64_t tag);
  // Ends the call `which`, which then completes for the last time; so does this one.
  void cancel(std::uint64_t which, std::uint64_t tag);

  // Submits all calls, waits for a completion or `timeout`, and returns the completions; valid until the next
  // wait().
  std::span<const Completion> wait(Duration timeout);

  std::span<const std::byte> buffer(unsigned number) const;
  void give_back(unsigned number);

 private:
  class Mapping {
   public:
    explicit Mapping(std::size_t bytes);
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();
    std::span<std::byte> bytes() const { return bytes_; }

   private:
    std::span<std::byte> bytes_;
  };
  io_uring_sqe& next_call();
  io_uring_buf_ring* ring_of_buffers() const;

  UringSizes sizes_;
  Mapping memory_;   // not filled: untouched pages take no memory
  Mapping buffers_;  // the ring that offers them to the kernel
  io_uring ring_{};
  std::vector<Completion> completions_;
};

}  // namespace sounder

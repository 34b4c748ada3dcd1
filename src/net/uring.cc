#include "net/uring.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sounder {
namespace {

constexpr unsigned short kGroup = 0;  // of buffers; there is one

[[noreturn]] void refused(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

}  // namespace

Uring::Mapping::Mapping(std::size_t bytes) {
  void* start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) refused(errno, "mmap");
  bytes_ = {static_cast<std::byte*>(start), bytes};
}

Uring::Mapping::~Mapping() { ::munmap(bytes_.data(), bytes_.size()); }

Uring::Uring(const UringSizes& sizes)
    : sizes_(sizes),
      memory_(sizes.buffers * sizes.buffer_bytes),
      buffers_(sizes.buffers * sizeof(io_uring_buf)) {
  io_uring_params params{};
  // Disabled until start(): the thread that enables it is the one that may use it.
  params.flags =
      IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE;
  params.cq_entries = sizes.completions;
  if (const int code = ::io_uring_queue_init_params(sizes.calls, &ring_, &params); code < 0)
    refused(-code, "io_uring_setup");
  completions_.reserve(sizes.completions / 16);  // more at once are rare
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(ring_of_buffers());
  registration.ring_entries = sizes.buffers;
  registration.bgid = kGroup;
  if (const int code = ::io_uring_register_buf_ring(&ring_, &registration, 0); code < 0) {
    ::io_uring_queue_exit(&ring_);
    refused(-code, "io_uring_register");
  }
  ::io_uring_buf_ring_init(ring_of_buffers());
  for (unsigned i = 0; i < sizes.buffers; ++i) give_back(i);
}

Uring::~Uring() { ::io_uring_queue_exit(&ring_); }

io_uring_buf_ring* Uring::ring_of_buffers() const {
  return reinterpret_cast<io_uring_buf_ring*>(buffers_.bytes().data());
}

void Uring::start() {
  // liburing 2.3 declares io_uring_enable_rings() and its shared library does not have it.
  if (::syscall(SYS_io_uring_register, ring_.ring_fd, IORING_REGISTER_ENABLE_RINGS, nullptr, 0) < 0)
    refused(errno, "io_uring_register");
}

io_uring_sqe& Uring::next_call() {
  for (;;) {
    if (io_uring_sqe* call = ::io_uring_get_sqe(&ring_)) return *call;
    ::io_uring_submit(&ring_);
  }
}

void Uring::poll_on(int fd, std::uint64_t tag) {
  io_uring_sqe& call = next_call();
  ::io_uring_prep_poll_multishot(&call, fd, POLLIN);
  ::io_uring_sqe_set_data64(&call, tag);
}

void Uring::receive_on(int fd, std::uint64_t tag) {
  io_uring_sqe& call = next_call();
  ::io_uring_prep_recv_multishot(&call, fd, nullptr, 0, 0);
  call.flags |= IOSQE_BUFFER_SELECT;
  call.buf_group = kGroup;
  ::io_uring_sqe_set_data64(&call, tag);
}

void Uring::send(int fd, std::span<const std::byte> bytes, std::uint64_t tag) {
  io_uring_sqe& call = next_call();
  ::io_uring_prep_send(&call, fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ::io_uring_sqe_set_data64(&call, tag);
}

void Uring::cancel(std::uint64_t which, std::uint64_t tag) {
  io_uring_sqe& call = next_call();
  ::io_uring_prep_cancel64(&call, which, 0);
  ::io_uring_sqe_set_data64(&call, tag);
}

std::span<const Uring::Completion> Uring::wait(Duration timeout) {
  timeout = std::max(timeout, Duration::zero());
  const auto whole = std::chrono::floor<std::chrono::seconds>(timeout);
  __kernel_timespec spec{whole.count(), (timeout - whole).count()};
  io_uring_cqe* next = nullptr;
  ::io_uring_submit_and_wait_timeout(&ring_, &next, 1, &spec, nullptr);
  completions_.clear();
  unsigned head = 0;
  io_uring_for_each_cqe(&ring_, head, next) {
    const bool filled = (next->flags & IORING_CQE_F_BUFFER) != 0;
    completions_.push_back({next->user_data, next->res, (next->flags & IORING_CQE_F_MORE) != 0,
                            filled ? std::optional(next->flags >> IORING_CQE_BUFFER_SHIFT) : std::nullopt});
  }
  ::io_uring_cq_advance(&ring_, static_cast<unsigned>(completions_.size()));
  return completions_;
}

std::span<const std::byte> Uring::buffer(unsigned number) const {
  return memory_.bytes().subspan(number * sizes_.buffer_bytes, sizes_.buffer_bytes);
}

void Uring::give_back(unsigned number) {
  const auto room = buffer(number);
  ::io_uring_buf_ring_add(ring_of_buffers(), const_cast<std::byte*>(room.data()),
                          static_cast<unsigned>(room.size()), static_cast<unsigned short>(number),
                          ::io_uring_buf_ring_mask(sizes_.buffers), 0);
  ::io_uring_buf_ring_advance(ring_of_buffers(), 1);
}

}  // namespace sounder

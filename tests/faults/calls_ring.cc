// io_uring through liburing. A call that waits to be handed over becomes one that only returns the fault
// (IORING_OP_NOP with IORING_NOP_INJECT_RESULT, Linux 6.10), or a send of fewer bytes: a completion that
// really happened is never touched.
#include <liburing.h>
#include <sys/socket.h>

#include "tests/faults/fault_plan.h"
#include "tests/faults/real_call.h"

namespace {

using namespace sounder::faults;

constexpr unsigned kInjectResult =
    1;  // IORING_NOP_INJECT_RESULT, in the place of rw_flags; Debian 12's header is older

std::optional<unsigned> call_of(const io_uring_sqe& entry) {
  switch (entry.opcode) {
    case IORING_OP_RECV:
      return call("ring_receive");
    case IORING_OP_SEND:
      return call("ring_send");
    case IORING_OP_POLL_ADD:
      return call("ring_poll");
    default:
      return std::nullopt;  // a cancellation finds what it cancels or not, and nothing else can be said of it
  }
}

void fail(io_uring_sqe& entry, int fault) {
  if (fault == kShort) {
    entry.len = shortened(entry.len);
    return;
  }
  if (fault == ECONNRESET || fault == EPIPE) ::shutdown(entry.fd, SHUT_RDWR);  // as in calls_socket.cc
  const auto tag = entry.user_data;
  entry = {};
  entry.opcode = IORING_OP_NOP;
  entry.fd = -1;
  entry.rw_flags = kInjectResult;
  entry.len = static_cast<unsigned>(-fault);
  entry.user_data = tag;
}

void look_at_waiting(io_uring& ring) {
  for (unsigned at = ring.sq.sqe_head; at != ring.sq.sqe_tail; ++at) {
    io_uring_sqe& entry = ring.sq.sqes[at & ring.sq.ring_mask];
    const auto which = call_of(entry);
    if (!which) continue;
    if (const auto fault = fault_for(*which)) fail(entry, *fault);
  }
}

}  // namespace

extern "C" {

int io_uring_queue_init_params(unsigned entries, io_uring* ring, io_uring_params* params) {
  if (const auto fault = fault_for(call("ring_make"))) return -*fault;
  return SOUNDER_REAL(io_uring_queue_init_params)(entries, ring, params);
}

int io_uring_register_buf_ring(io_uring* ring, io_uring_buf_reg* registration, unsigned flags) {
  if (const auto fault = fault_for(call("ring_buffers"))) return -*fault;
  return SOUNDER_REAL(io_uring_register_buf_ring)(ring, registration, flags);
}

int io_uring_submit(io_uring* ring) {
  if (const auto fault = fault_for(call("ring_submit"))) return -*fault;
  look_at_waiting(*ring);
  return SOUNDER_REAL(io_uring_submit)(ring);
}

int io_uring_submit_and_wait_timeout(io_uring* ring, io_uring_cqe** first, unsigned count,
                                     __kernel_timespec* timeout, sigset_t* signals) {
  if (const auto fault = fault_for(call("ring_wait"))) return -*fault;
  look_at_waiting(*ring);
  return SOUNDER_REAL(io_uring_submit_and_wait_timeout)(ring, first, count, timeout, signals);
}

}  // extern "C"

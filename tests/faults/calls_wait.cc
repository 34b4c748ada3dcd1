// Waiting, waking, threads and limits.
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tests/faults/descriptor_kind.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/real_call.h"

using namespace sounder::faults;

extern "C" {

int poll(pollfd* polled, nfds_t count, int timeout_ms) {
  return unless(fault_for(call("poll")), SOUNDER_REAL(poll), polled, count, timeout_ms);
}

int __poll_chk(pollfd* polled, nfds_t count, int timeout_ms, std::size_t) {
  return poll(polled, count, timeout_ms);
}

int ppoll(pollfd* polled, nfds_t count, const timespec* timeout, const sigset_t* signals) {
  return unless(fault_for(call("ppoll")), SOUNDER_REAL(ppoll), polled, count, timeout, signals);
}

int __ppoll_chk(pollfd* polled, nfds_t count, const timespec* timeout, const sigset_t* signals, std::size_t) {
  return ppoll(polled, count, timeout, signals);
}

int epoll_create1(int flags) noexcept {
  return unless(fault_for(call("epoll_create1")), SOUNDER_REAL(epoll_create1), flags);
}

int epoll_ctl(int set, int operation, int fd, epoll_event* event) noexcept {
  // Only adding takes memory (ep_insert in fs/eventpoll.c): the others cannot fail on what is there.
  const auto fault = operation == EPOLL_CTL_ADD ? fault_for(call("epoll_ctl"), kind_of(fd)) : std::nullopt;
  return unless(fault, SOUNDER_REAL(epoll_ctl), set, operation, fd, event);
}

int epoll_pwait2(int set, epoll_event* room, int count, const timespec* timeout, const sigset_t* signals) {
  const auto fault = fault_for(call("epoll_pwait2"));
  if (fault == kShort) return SOUNDER_REAL(epoll_pwait2)(set, room, shortened(count), timeout, signals);
  return unless(fault, SOUNDER_REAL(epoll_pwait2), set, room, count, timeout, signals);
}

int epoll_wait(int set, epoll_event* room, int count, int timeout_ms) {
  return unless(fault_for(call("epoll_wait")), SOUNDER_REAL(epoll_wait), set, room, count, timeout_ms);
}

int eventfd(unsigned count, int flags) noexcept {
  return unless(fault_for(call("eventfd")), SOUNDER_REAL(eventfd), count, flags);
}

int signalfd(int fd, const sigset_t* signals, int flags) noexcept {
  return unless(fault_for(call("signalfd")), SOUNDER_REAL(signalfd), fd, signals, flags);
}

int pipe2(int ends[2], int flags) noexcept {
  return unless(fault_for(call("pipe2")), SOUNDER_REAL(pipe2), ends, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) noexcept {
  if (const auto fault = fault_for(call("pthread_create"))) return *fault;
  return SOUNDER_REAL(pthread_create)(thread, attributes, run, argument);
}

}  // extern "C"

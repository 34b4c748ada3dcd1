// What a thread costs here, and what a process: made, joined, switched to and held. The figures of
// docs/concurrency.md. usage: thread_cost
#include <fmt/format.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/thread_stack.h"
#include "base/wakeup.h"
#include "echo/serve/limits.h"

namespace sounder {
namespace {

constexpr int kRepeats = 7;

struct Spread {
  double least, median, most;
};

template <class Measure>
Spread repeat(Measure measure) {
  std::vector<double> values;
  for (int i = 0; i < kRepeats; ++i) values.push_back(measure());
  std::ranges::sort(values);
  return {values.front(), values[values.size() / 2], values.back()};
}

void report(const char* what, const char* unit, const Spread& spread) {
  fmt::print("{:<58} {:>9.1f} {}  ({:.1f} to {:.1f})\n", what, spread.median, unit, spread.least,
             spread.most);
}

template <class Work>
double microseconds_each(int times, Work work) {
  const Instant start = clock_now();
  for (int i = 0; i < times; ++i) work();
  return seconds(clock_now() - start) * 1e6 / times;
}

double make_thread_us() {
  return microseconds_each(2000, [] { std::jthread([] {}).join(); });
}

double make_process_us() {
  return microseconds_each(500, [] {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
  });
}

// A word there and back between this thread and `other_side`, which copies from one pipe to the other.
double round_trip_us(int to, int from) {
  char byte = 'x';
  return microseconds_each(20'000, [&] {
    if (::write(to, &byte, 1) != 1 || ::read(from, &byte, 1) != 1) std::abort();
  });
}

void copy_bytes(int from, int to) {
  for (char byte = 0; ::read(from, &byte, 1) == 1;)
    if (::write(to, &byte, 1) != 1) return;
}

struct Pipes {
  Pipes() {
    if (::pipe(there) != 0 || ::pipe(back) != 0) std::abort();
  }
  int there[2]{}, back[2]{};
};

double switch_thread_us() {
  Pipes pipes;
  std::jthread other([&] { copy_bytes(pipes.there[0], pipes.back[1]); });
  const double result = round_trip_us(pipes.there[1], pipes.back[0]);
  ::close(pipes.there[1]);
  other.join();
  for (const int fd : {pipes.there[0], pipes.back[0], pipes.back[1]}) ::close(fd);
  return result;
}

double switch_process_us() {
  Pipes pipes;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipes.there[1]);
    copy_bytes(pipes.there[0], pipes.back[1]);
    ::_exit(0);
  }
  const double result = round_trip_us(pipes.there[1], pipes.back[0]);
  for (const int fd : {pipes.there[0], pipes.there[1], pipes.back[0], pipes.back[1]}) ::close(fd);
  ::waitpid(child, nullptr, 0);
  return result;
}

// What the kernel keeps for tasks: their stacks, page tables and structures. Free memory would count the
// machine's other business as well.
std::size_t kernel_kilobytes() {
  std::ifstream file("/proc/meminfo");
  std::size_t sum = 0;
  for (std::string word; file >> word;) {
    std::size_t kilobytes = 0;
    if ((word == "KernelStack:" || word == "PageTables:" || word == "SUnreclaim:") && file >> kilobytes)
      sum += kilobytes;
  }
  return sum;
}

// Memory that `pid` shares with nobody.
std::size_t private_kilobytes(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid));
  std::size_t sum = 0;
  for (std::string word; file >> word;) {
    std::size_t kilobytes = 0;
    if ((word == "Private_Clean:" || word == "Private_Dirty:") && file >> kilobytes) sum += kilobytes;
  }
  return sum;
}

constexpr int kHeld = 1000;

double each_kib(std::size_t before, std::size_t now) {
  return before < now ? static_cast<double>(now - before) / kHeld : 0;
}

double hold_threads_kib() {
  int gate[2];
  if (::pipe(gate) != 0) std::abort();
  const std::size_t before = kernel_kilobytes() + private_kilobytes(::getpid());
  std::vector<std::jthread> threads;
  for (int i = 0; i < kHeld; ++i)
    threads.emplace_back([&] {
      char byte = 0;
      [[maybe_unused]] const auto got = ::read(gate[0], &byte, 1);
    });
  ::usleep(200'000);
  const double each = each_kib(before, kernel_kilobytes() + private_kilobytes(::getpid()));
  ::close(gate[1]);
  threads.clear();
  ::close(gate[0]);
  return each;
}

double hold_processes_kib() {
  int gate[2];
  if (::pipe(gate) != 0) std::abort();
  const std::size_t before = kernel_kilobytes();
  std::vector<pid_t> children;
  for (int i = 0; i < kHeld; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(gate[1]);
      char byte = 0;
      [[maybe_unused]] const auto got = ::read(gate[0], &byte, 1);
      ::_exit(0);
    }
    children.push_back(child);
  }
  ::usleep(200'000);
  std::size_t now = kernel_kilobytes();
  for (const pid_t child : children) now += private_kilobytes(child);
  const double each = each_kib(before, now);
  ::close(gate[1]);
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  ::close(gate[0]);
  return each;
}

}  // namespace
}  // namespace sounder

int main() {
  using namespace sounder;
  fmt::print("median of {} (least to most)\n", kRepeats);
  report("a process made and reaped (fork, _exit, waitpid)", "us", repeat(make_process_us));
  report("a thread made and joined, stacks of 8 MiB", "us", repeat(make_thread_us));
  report("a byte to another process and back (two pipes)", "us", repeat(switch_process_us));
  report("a byte to another thread and back (two pipes)", "us", repeat(switch_thread_us));
  report("memory of the machine for an idle process", "KiB", repeat(hold_processes_kib));
  report("memory of the machine for an idle thread, stacks of 8 MiB", "KiB", repeat(hold_threads_kib));
  set_thread_stack_bytes(kClientStackBytes);
  report("a thread made and joined, stacks of 256 KiB", "us", repeat(make_thread_us));
  report("memory of the machine for an idle thread, stacks of 256 KiB", "KiB", repeat(hold_threads_kib));
}

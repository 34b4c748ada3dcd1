#include "tests/support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/clock.h"
#include "tests/support/spawn.h"

namespace sounder::test {
namespace {

struct Pipe {
  Fd read, write;
};

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

bool append(Fd& fd, std::string& text) {
  char buffer[16384];
  const auto got = ::read(fd.get(), buffer, sizeof buffer);
  if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  if (got == 0) fd.close();
  return got > 0;
}

}  // namespace

Program::Program(const std::vector<std::string>& words, const ProgramStart& start) {
  ProgramImage image(words, start.environment);
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const int child_in = start.standard_input >= 0 ? start.standard_input : in.read.get();
  const int child_out = start.standard_output >= 0 ? start.standard_output : out.write.get();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(child_in, STDIN_FILENO);
    ::dup2(child_out, STDOUT_FILENO);
    ::dup2(err.write.get(), STDERR_FILENO);
    std::signal(SIGPIPE, SIG_DFL);
    if (start.in_child) start.in_child();
    image.execute();
  }
  EXPECT_GT(pid_, 0) << "fork";
  input_ = std::move(in.write);
  output_ = std::move(out.read);
  error_ = std::move(err.read);
  ::fcntl(input_.get(), F_SETFL, O_NONBLOCK);
}

Program::~Program() {
  if (pid_ <= 0 || exit_) return;
  ::kill(pid_, SIGKILL);
  while (!reap(pid_)) ::poll(nullptr, 0, 1);
}

void Program::read_some(std::chrono::milliseconds patience, bool wait_for_input_room) {
  pollfd p[] = {{output_.get(), POLLIN, 0}, {error_.get(), POLLIN, 0}, {-1, POLLOUT, 0}};
  if (wait_for_input_room) p[2].fd = input_.get();
  if (::poll(p, 3, static_cast<int>(std::max<long>(0, patience.count()))) <= 0) return;
  if (p[0].revents != 0) append(output_, output_text_);
  if (p[1].revents != 0) append(error_, error_text_);
}

testing::AssertionResult Program::expect_error(std::string_view text, std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  for (;;) {
    const std::size_t at = error_text_.find(text, matched_);
    if (at != std::string::npos) {
      matched_ = at + text.size();
      return testing::AssertionSuccess();
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_now());
    if (left.count() <= 0 || !error_)
      return testing::AssertionFailure() << "expected " << testing::PrintToString(std::string(text))
                                         << ", standard error since: " << error_text_.substr(matched_);
    read_some(left, false);
  }
}

testing::AssertionResult Program::expect_output(std::string_view text, std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  while (output_text_.find(text) == std::string::npos) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_now());
    if (left.count() <= 0 || !output_)
      return testing::AssertionFailure() << "expected " << testing::PrintToString(std::string(text))
                                         << ", standard output: " << output_text_;
    read_some(left, false);
  }
  return testing::AssertionSuccess();
}

std::string Program::rest_of_line() {
  const std::size_t start = matched_;
  if (!expect_error("\n")) return {};
  return error_text_.substr(start, matched_ - 1 - start);
}

void Program::send(std::string_view bytes) {
  const Instant deadline = clock_now() + kPatience;
  while (!bytes.empty() && clock_now() < deadline) {
    const auto sent = ::write(input_.get(), bytes.data(), bytes.size());
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) break;
    if (sent < 0) read_some(std::chrono::seconds(1), true);
  }
  EXPECT_TRUE(bytes.empty()) << bytes.size() << " bytes were not taken";
}

void Program::signal(int number) const { ::kill(pid_, number); }

std::optional<int> Program::wait_exit(std::chrono::milliseconds patience) {
  const Instant deadline = clock_now() + patience;
  while (!exit_ && clock_now() < deadline) {
    if (output_ || error_)
      read_some(std::chrono::milliseconds(20), false);
    else
      ::poll(nullptr, 0, 1);
    exit_ = reap(pid_);
  }
  // What is left in the pipes; a grandchild may hold them open, so never wait for it.
  for (const Fd* fd : {&output_, &error_})
    if (*fd) ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
  while (output_ && append(output_, output_text_)) continue;
  while (error_ && append(error_, error_text_)) continue;
  return exit_;
}

}  // namespace sounder::test

#include "echo/serve/server_model.h"

#include <system_error>

#include "base/text.h"
#include "base/thread_stack.h"
#include "echo/serve/connection.h"
#include "echo/serve/loop_epoll.h"
#include "echo/serve/loop_uring.h"
#include "echo/serve/server_loops.h"
#include "echo/serve/server_threads.h"

namespace sounder {
namespace {

std::unique_ptr<ServerModel> threads(const ServerOptions& options, Admission& admission, EchoTimes& times) {
  return std::make_unique<ServerThreads>(
      [&options, &times](const std::stop_token& stop, int fd) {
        return serve_connection(stop, fd, options.stall_timeout, converse(options, clock_now()), times);
      },
      admission);
}

template <typename AnyLoop>
std::unique_ptr<ServerModel> loops(unsigned count, const ServerOptions& options, Admission& admission,
                                   EchoTimes& times) {
  return std::make_unique<ServerLoops>(
      count, [](const LoopWork& work) { return std::make_unique<AnyLoop>(work); }, options, admission, times);
}

}  // namespace

Result<std::unique_ptr<ServerModel>> make_model(const ModelChoice& choice, const ServerOptions& options,
                                                Admission& admission, EchoTimes& times) try {
  switch (choice.kind) {
    case ModelKind::kThreads:
      break;
    case ModelKind::kEpoll:
      return loops<LoopEpoll>(choice.loops, options, admission, times);
    case ModelKind::kUring:
      return loops<LoopUring>(choice.loops, options, admission, times);
  }
  return threads(options, admission, times);
} catch (const std::system_error& error) {
  return machine_refused(
      text(tr("cannot start {0} threads: {1}"), choice.loops, describe_errno(error.code().value())));
}

std::optional<std::string> uring_refusal() try {
  Uring({.calls = 1, .completions = 2, .buffers = 1, .buffer_bytes = 4096}).start();
  return std::nullopt;
} catch (const std::system_error& error) {
  return describe_errno(error.code().value());
}

}  // namespace sounder

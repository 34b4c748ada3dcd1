#include "echo/serve/server_model.h"

#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

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

// Throws std::system_error if the machine refuses one of them.
void try_rings(unsigned loops, const UringSizes& sizes) {
  std::vector<std::unique_ptr<Uring>> rings;
  for (unsigned i = 0; i < loops; ++i) {
    rings.push_back(std::make_unique<Uring>(sizes));
    rings.back()->start();
  }
}

}  // namespace

Result<std::unique_ptr<ServerModel>> make_model(const ModelChoice& choice, const ServerOptions& options,
                                                Admission& admission, EchoTimes& times) try {
  switch (choice.kind) {
    case ModelKind::kThreads:
      break;
    case ModelKind::kEpoll:
      return std::make_unique<ServerLoops>(
          choice.loops, [](const LoopWork& work) { return std::make_unique<LoopEpoll>(work); }, options,
          admission, times);
    case ModelKind::kUring:
      return std::make_unique<ServerLoops>(
          choice.loops,
          [&choice](const LoopWork& work) { return std::make_unique<LoopUring>(work, choice.rings); },
          options, admission, times);
  }
  return threads(options, admission, times);
} catch (const std::system_error& error) {
  return machine_refused(
      text(tr("cannot start {0} threads: {1}"), choice.loops, describe_errno(error.code().value())));
}

std::expected<UringSizes, Errno> usable_rings(unsigned loops) {
  // Smaller rings cost more system calls; below a sixteenth epoll is as good.
  Errno error = 0;
  for (const unsigned divisor : {1U, 4U, 16U}) {
    UringSizes sizes = kUsualRings;
    sizes.calls /= divisor;
    sizes.completions /= divisor;
    try {
      try_rings(loops, sizes);
      return sizes;
    } catch (const std::system_error& refusal) {
      error = refusal.code().value();
      if (error != ENOMEM) break;
    }
  }
  return std::unexpected(error);
}

}  // namespace sounder

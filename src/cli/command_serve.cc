// sounder serve: a job becomes a running echo server, and ends on a signal.
#include <poll.h>

#include <memory>
#include <thread>

#include "base/limits.h"
#include "base/thread_stack.h"
#include "cli/command.h"
#include "cli/ports.h"
#include "cli/serve_words.h"
#include "echo/listeners.h"
#include "echo/server_threads.h"
#include "net/descriptors.h"
#include "report/server_log.h"

namespace sounder {
namespace {

// Hands signals on to the server until it is done: the first starts its drain, the second ends it.
void pass_signals(const StopSignal& stop, const Wakeup& done, ServerThreads& server) {
  for (;;) {
    pollfd polled[] = {{stop.fd(), POLLIN, 0}, {done.fd(), POLLIN, 0}};
    if (::poll(polled, 2, -1) < 0) continue;
    if (polled[1].revents != 0) return;
    while (stop.take()) server.request_stop();
  }
}

Result<int> serve(const ServeJob& job, const StopSignal& stop) {
  raise_descriptor_limit();
  auto listeners = job.listen.empty() ? open_listeners_everywhere(kEchoPort) : open_listeners(job.listen);
  if (!listeners) return std::unexpected(listeners.error());
  // From here on, so that the log's thread and the accepting one keep what the system gives.
  ServerLog log(job.json_log ? json_lines(wall_clock_s) : text_lines(), standard_error_writer());
  ServerThreads server(job.options, std::move(*listeners), log);
  const Wakeup done;
  ServerCounters counters;
  std::jthread serving([&] {
    set_thread_stack_bytes(kClientStackBytes);
    counters = server.run();
    done.notify();
  });
  pass_signals(stop, done, server);
  serving.join();
  return counters.cut > 0 ? exit_code::kShort : exit_code::kDone;
}

}  // namespace

Run declare_serve(CLI::App& app) {
  const auto words = std::make_shared<ServeWords>();
  declare_serve_flags(app, *words);
  return [words](const RunContext& context) -> Result<int> {
    const auto job = parse_serve_job(*words);
    if (!job) return std::unexpected(job.error());
    return serve(*job, context.stop);
  };
}

}  // namespace sounder

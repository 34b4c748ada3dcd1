// sounder serve: a job becomes a running echo server, and ends on a signal.
#include <memory>
#include <thread>

#include "base/limits.h"
#include "base/thread_stack.h"
#include "cli/command.h"
#include "cli/serve_sockets.h"
#include "cli/serve_watch.h"
#include "cli/serve_words.h"
#include "echo/server.h"
#include "net/descriptors.h"
#include "report/server_log.h"

namespace sounder {
namespace {

ModelChoice model_that_works(ModelChoice choice, ServerLog& log) {
  if (choice.kind != ModelKind::kUring) return choice;
  if (const auto why = uring_refusal()) {
    log.no_uring(*why);
    choice.kind = ModelKind::kEpoll;
  }
  return choice;
}

std::function<void()> reload_of(const ServeJob& job, ServerLog& log) {
  if (!job.tls) return {};
  return [&job, &log] {
    const auto done = job.tls->reload();
    log.tls_reloaded(done ? std::string() : done.error().message);
  };
}

Result<int> serve(const ServeJob& job, const StopSignal& stop) {
  const ServiceManager manager;
  auto handed = ServiceManager::take_sockets();
  if (!handed) return std::unexpected(handed.error());
  raise_descriptor_limit();
  auto sockets = open_serve_sockets(job, std::move(*handed));
  if (!sockets) return std::unexpected(sockets.error());
  // From here on, so that the log's thread and the accepting one keep what the system gives.
  ServerLog log(job.json_log ? json_lines(wall_clock_s) : text_lines(), standard_error_writer());
  ServerOptions options = job.options;
  options.tls = job.tls.get();
  const auto server =
      Server::make(model_that_works(job.model, log), options, std::move(sockets->listeners), log);
  if (!server) return std::unexpected(server.error());
  const Wakeup done;
  ServerCounters counters;
  std::jthread serving([&] {
    set_thread_stack_bytes(kClientStackBytes);
    counters = (*server)->run();
    done.notify();
  });
  watch_server(stop, done,
               {.request_stop = [&] { (*server)->request_stop(); },
                .reload = reload_of(job, log),
                .active = [&] { return (*server)->figures().active; },
                .loops = (*server)->signs_of_life(),
                .drain_timeout = job.options.drain_timeout},
               manager);
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

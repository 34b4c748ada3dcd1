// sounder serve: a job becomes a running echo server, and ends on a signal.
#include <csignal>
#include <memory>
#include <optional>
#include <thread>

#include "base/thread_stack.h"
#include "cli/command.h"
#include "cli/privileges.h"
#include "cli/serve/metrics_server.h"
#include "cli/serve/serve_flags.h"
#include "cli/serve/serve_sockets.h"
#include "cli/serve/serve_watch.h"
#include "echo/serve/limits.h"
#include "echo/serve/server.h"
#include "echo/serve/udp_server.h"
#include "net/descriptors.h"
#include "report/server/metrics_text.h"
#include "report/server/server_log.h"

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
  return [&job, &log] {
    const auto done = job.tls->reload();
    log.tls_reloaded(done ? std::string() : done.error().message);
  };
}

// Answers datagrams in a thread of its own, from start() to its end; without --udp nothing.
class UdpThread {
 public:
  UdpThread(const std::optional<UdpOptions>& options, std::vector<Fd> sockets, UdpEvents& events) {
    if (options) server_.emplace(*options, std::move(sockets), events);
  }
  UdpThread(const UdpThread&) = delete;
  UdpThread& operator=(const UdpThread&) = delete;
  ~UdpThread() {
    if (server_) server_->request_stop();
  }
  void start() {
    if (server_) thread_ = std::jthread([this] { server_->run(); });
  }

  std::optional<UdpCounters> counters() const {
    return server_ ? std::optional(server_->counters()) : std::nullopt;
  }
  void append_to(std::vector<SignOfLife>& loops) const {
    if (server_) loops.push_back({[this] { server_->turn(); }, [this] { return server_->turns(); }});
  }

 private:
  std::optional<UdpServer> server_;
  std::jthread thread_;
};

// Null without --metrics.
Result<std::unique_ptr<MetricsServer>> start_metrics(const std::optional<Endpoint>& where,
                                                     MetricsContent content, ServerLog& log) {
  if (!where) return nullptr;
  auto metrics = MetricsServer::start(*where, std::move(content));
  if (metrics) log.metrics_at((*metrics)->where());
  return metrics;
}

Result<int> serve(const ServeJob& job, const StopSignal& stop) {
  std::optional<Signals> hang_up;  // before any thread; without TLS a hang-up ends us, as it does any program
  if (job.tls) hang_up.emplace(std::initializer_list<int>{SIGHUP});
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
  UdpThread udp(job.udp, std::move(sockets->datagrams), log);
  const auto metrics = start_metrics(
      job.metrics,
      {.metrics = [&] { return metrics_text((*server)->figures(), udp.counters(), SOUNDER_VERSION); },
       .healthy = [&] { return !(*server)->draining(); }},
      log);
  if (!metrics) return std::unexpected(metrics.error());
  udp.start();
  const Wakeup done;
  ServerCounters counters;
  std::jthread serving([&] {
    set_thread_stack_bytes(kClientStackBytes);
    counters = (*server)->run();
    done.notify();
  });
  auto loops = (*server)->signs_of_life();
  udp.append_to(loops);
  watch_server(stop, done,
               {.request_stop = [&] { (*server)->request_stop(); },
                .hang_up = hang_up ? &*hang_up : nullptr,
                .reload = reload_of(job, log),
                .active = [&] { return (*server)->figures().active; },
                .loops = std::move(loops),
                .drain_timeout = job.options.drain_timeout},
               manager);
  serving.join();
  return counters.cut > 0 ? exit_code::kShort : exit_code::kDone;
}

}  // namespace

Run declare_serve(CLI::App& app, MachineDefaults defaults) {
  const auto words = std::make_shared<ServeWords>();
  declare_serve_flags(app, *words, defaults);
  return [words](const RunContext& context) -> Result<int> {
    forgo_raw_packets();
    const auto job = parse_serve_job(*words);
    if (!job) return std::unexpected(job.error());
    return serve(*job, context.stop);
  };
}

}  // namespace sounder

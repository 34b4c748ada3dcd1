// sounder serve: a job becomes a running echo server, and ends on a signal.
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <thread>

#include "base/text.h"
#include "base/thread_stack.h"
#include "cli/command.h"
#include "cli/privileges.h"
#include "cli/serve/metrics_server.h"
#include "cli/serve/serve_flags.h"
#include "cli/serve/serve_sockets.h"
#include "cli/serve/serve_watch.h"
#include "cli/tls_flags.h"
#include "echo/serve/limits.h"
#include "echo/serve/server.h"
#include "echo/serve/udp_server.h"
#include "net/descriptors.h"
#include "report/server/metrics_text.h"
#include "report/server/server_line.h"
#include "report/server/server_log.h"

namespace sounder {
namespace {

std::string json_line_now(const ServerEvent& event) { return to_json(event, wall_clock_s()); }

ModelChoice model_that_works(ModelChoice choice, ServerLog& log) {
  if (choice.kind != ModelKind::kUring) return choice;
  const auto rings = usable_rings(choice.loops);
  if (rings) {
    choice.rings = *rings;
    return choice;
  }
  std::string why = describe_errno(rings.error());
  if (rings.error() == ENOMEM)
    why = text(tr("{0}; raise the limit of locked memory: ulimit -l, or LimitMEMLOCK= of the service"), why);
  log.on_event(UringUnavailable{why});
  choice.kind = ModelKind::kEpoll;
  return choice;
}

std::function<void()> reload_of(const ServeJob& job, ServerLog& log) {
  return [&job, &log] {
    if (!job.tls) return;
    const auto done = job.tls->reload();
    log.on_event(TlsReloaded{done ? std::string() : tls_file_error(done.error()).message});
  };
}

// Answers datagrams in a thread of its own, from start() to its end; without --udp nothing.
class UdpThread {
 public:
  UdpThread(const std::optional<UdpOptions>& options, std::vector<Fd> sockets, ServerEvents& events) {
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
  if (metrics) log.on_event(MetricsStarted{(*metrics)->where()});
  return metrics;
}

Result<int> serve(const ServeJob& job, const StopSignal& stop) {
  const auto terminal = own_terminal();
  const Signals hang_up({SIGHUP});  // before any thread
  const ServiceManager manager;
  auto handed = ServiceManager::take_sockets();
  if (!handed) return std::unexpected(handed.error());
  raise_descriptor_limit();
  auto sockets = open_serve_sockets(job, std::move(*handed));
  if (!sockets) return std::unexpected(sockets.error());
  // From here on, so that the log's thread and the accepting one keep what the system gives.
  ServerLog log(job.json_log ? json_line_now : to_text, standard_error_writer());
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
                .hang_up = hang_up,
                .terminal = terminal,
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
  const auto flags = std::make_shared<ServeFlags>();
  declare_serve_flags(app, *flags, defaults);
  return [flags](const RunContext& context) -> Result<int> {
    forgo_raw_packets();
    const auto job = parse_serve_job(*flags);
    if (!job) return std::unexpected(job.error());
    return serve(*job, context.stop);
  };
}

}  // namespace sounder

// sounder serve: a job becomes a running echo server, and ends on a signal.
#include <atomic>
#include <memory>
#include <thread>

#include "base/limits.h"
#include "base/thread_stack.h"
#include "cli/command.h"
#include "cli/metrics_server.h"
#include "cli/serve_sockets.h"
#include "cli/serve_watch.h"
#include "cli/serve_words.h"
#include "echo/server_threads.h"
#include "echo/udp_server.h"
#include "net/descriptors.h"
#include "report/metrics_text.h"
#include "report/server_log.h"

namespace sounder {
namespace {

// A sign from the lock that the accepting thread and every client's thread take: whoever is stuck under it
// stops them all, and stops this. It says nothing of a thread that is stuck without it.
SignOfLife lock_moves(const ServerThreads& server) {
  const auto signs = std::make_shared<std::uint64_t>(0);
  return {[signs, &server] {
            static_cast<void>(server.active());
            ++*signs;
          },
          [signs] { return *signs; }};
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

ServerFigures figures_of(const ServerThreads& server) {
  const std::size_t active = server.active();
  return {.counters = server.counters(), .active = active, .threads = active, .echo_times = {}};
}

// Null without --metrics.
Result<std::unique_ptr<MetricsServer>> start_metrics(const std::optional<Endpoint>& where,
                                                     MetricsContent content, ServerLog& log) {
  if (!where) return nullptr;
  auto metrics = MetricsServer::start(*where, std::move(content));
  if (metrics) log.metrics_at((*metrics)->where());
  return metrics;
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
  ServerThreads server(job.options, std::move(sockets->listeners), log);
  UdpThread udp(job.udp, std::move(sockets->datagrams), log);
  std::atomic<bool> draining{false};
  const auto metrics = start_metrics(
      job.metrics,
      {.metrics = [&] { return metrics_text(figures_of(server), udp.counters(), SOUNDER_VERSION); },
       .healthy = [&] { return !draining.load(std::memory_order_relaxed); }},
      log);
  if (!metrics) return std::unexpected(metrics.error());
  udp.start();
  const Wakeup done;
  ServerCounters counters;
  std::jthread serving([&] {
    set_thread_stack_bytes(kClientStackBytes);
    counters = server.run();
    done.notify();
  });
  std::vector<SignOfLife> loops{lock_moves(server)};
  udp.append_to(loops);
  watch_server(stop, done,
               {.request_stop =
                    [&] {
                      draining.store(true, std::memory_order_relaxed);
                      server.request_stop();
                    },
                .active = [&] { return server.active(); },
                .loops = std::move(loops),
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

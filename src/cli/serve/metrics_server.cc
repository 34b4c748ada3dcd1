#include "cli/serve/metrics_server.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <cerrno>
#include <deque>
#include <exception>
#include <string_view>

#include "base/text.h"
#include "net/socket.h"

namespace sounder {
namespace {

// Memory for the request of one connection and the headers of the answer.
constexpr std::size_t kMetricsRequestBytes = std::size_t{16} * 1024;

struct Answer {
  unsigned status = MHD_HTTP_OK;
  const char* type = "text/plain; charset=utf-8";
  std::string body;
  const char* allow = nullptr;
};

Answer answer_to(std::string_view method, std::string_view path, const MetricsContent& content) {
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD)
    return {.status = MHD_HTTP_METHOD_NOT_ALLOWED, .body = "only GET and HEAD\n", .allow = "GET, HEAD"};
  if (path == "/metrics")
    return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = content.metrics()};
  if (path == "/healthz") {
    if (content.healthy()) return {.body = "ok\n"};
    return {.status = MHD_HTTP_SERVICE_UNAVAILABLE, .body = "draining\n"};
  }
  return {.status = MHD_HTTP_NOT_FOUND, .body = "not found; try /metrics or /healthz\n"};
}

MHD_Result reply(MHD_Connection* connection, const Answer& answer) {
  // Copied, because it is sent after this call.
  auto* body = const_cast<char*>(answer.body.data());
  MHD_Response* response = MHD_create_response_from_buffer(answer.body.size(), body, MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type);
  if (answer.allow != nullptr) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, answer.allow);
  const MHD_Result queued = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return queued;
}

// MHD_AccessHandlerCallback. No exception may reach the library, which is C: without memory the connection
// ends.
MHD_Result handle(void* content, MHD_Connection* connection, const char* path, const char* method,
                  const char* /*version*/, const char* /*upload*/, std::size_t* /*upload_bytes*/,
                  void** /*request*/) {
  try {
    return reply(connection, answer_to(method, path, *static_cast<const MetricsContent*>(content)));
  } catch (const std::exception&) {
    return MHD_NO;
  }
}

Error listen_error(const Endpoint& where, Errno code) {
  const char* message = tr("cannot serve metrics on {0}: {1}");
  if (code == EADDRINUSE)
    message = tr("cannot serve metrics on {0}: the address is in use; choose another port with --metrics");
  return {Fault::kMachine, text(message, where.to_string(), describe_errno(code))};
}

// The open connections, oldest first. When one more than kMetricsConnections comes, the oldest is ended:
// clients that say nothing, or read nothing, never keep a health check out. Used from the HTTP thread only.
class OpenConnections {
 public:
  void add(int socket) {
    sockets_.push_back(socket);
    if (sockets_.size() <= kMetricsConnections) return;
    ::shutdown(sockets_.front(), SHUT_RDWR);  // the library then sees an end, and closes it
    sockets_.pop_front();
  }
  void remove(int socket) { std::erase(sockets_, socket); }

 private:
  std::deque<int> sockets_;
};

// MHD_NotifyConnectionCallback. The library calls it before it closes a socket, so no number here is
// another's.
void notify_connection(void* open, MHD_Connection* connection, void** /*context*/,
                       MHD_ConnectionNotificationCode what) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info == nullptr) return;
  if (what == MHD_CONNECTION_NOTIFY_STARTED)
    static_cast<OpenConnections*>(open)->add(info->connect_fd);
  else
    static_cast<OpenConnections*>(open)->remove(info->connect_fd);
}

class MicroHttpServer : public MetricsServer {
 public:
  explicit MicroHttpServer(MetricsContent content) : content_(std::move(content)) {}
  MicroHttpServer(const MicroHttpServer&) = delete;
  MicroHttpServer& operator=(const MicroHttpServer&) = delete;
  ~MicroHttpServer() override {
    if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
  }
  Endpoint where() const override { return where_; }

  bool start(Fd listener) {
    where_ = local_endpoint(listener.get()).value_or(Endpoint{});
    const auto timeout_s = std::chrono::ceil<std::chrono::seconds>(kMetricsTimeout).count();
    // The library owns the listener from here on, and closes it.
    daemon_ =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, nullptr, nullptr, handle, &content_,
                         MHD_OPTION_LISTEN_SOCKET, listener.release(), MHD_OPTION_CONNECTION_LIMIT,
                         2 * kMetricsConnections, MHD_OPTION_NOTIFY_CONNECTION, notify_connection, &open_,
                         MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(timeout_s),
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, kMetricsRequestBytes, MHD_OPTION_END);
    return daemon_ != nullptr;
  }

 private:
  MetricsContent content_;
  OpenConnections open_;
  Endpoint where_;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(const Endpoint& where, MetricsContent content) {
  auto listener = listen_tcp(where);
  if (!listener) return std::unexpected(listen_error(where, listener.error()));
  auto server = std::make_unique<MicroHttpServer>(std::move(content));
  if (!server->start(std::move(*listener))) return std::unexpected(listen_error(where, errno));
  return server;
}

}  // namespace sounder

#include "tests/echo/serve/model.h"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <typeinfo>

#include "echo/serve/server.h"
#include "tests/support/terminal_program.h"
#include "tests/support/test_certificate.h"

namespace sounder::test {
namespace {

class Running : public RunningServer {
 public:
  Running(const ModelChoice& choice, const ServerOptions& options, std::vector<Fd> listeners,
          ServerEvents& events)
      : server_(std::move(*Server::make(choice, options, std::move(listeners), events))),
        thread_([this] { counters_ = server_->run(); }) {}
  ~Running() override {
    request_stop();
    request_stop();
  }
  void request_stop() override { server_->request_stop(); }
  ServerCounters wait_end() override {
    if (thread_.joinable()) thread_.join();
    return counters_;
  }
  ServerFigures figures() const override { return server_->figures(); }

 private:
  std::unique_ptr<Server> server_;
  ServerCounters counters_;
  std::jthread thread_;
};

// A server's and a client's side that trust each other, for all tests of this process.
struct Tls {
  Tls() {
    const auto files = make_certificate("localhost");
    server = std::move(*TlsServer::load(files.certificate, files.key));
    client = std::move(*TlsClient::make({.ca_file = files.certificate}));
  }
  std::unique_ptr<TlsServer> server;
  std::unique_ptr<TlsClient> client;
};

Model model(const std::string& name, const ModelChoice& choice, const Tls* tls = nullptr) {
  return {name, tls == nullptr ? nullptr : tls->client.get(),
          [choice, tls](ServerOptions options, std::vector<Fd> listeners,
                        ServerEvents& events) -> std::unique_ptr<RunningServer> {
            options.tls = tls == nullptr ? nullptr : tls->server.get();
            return std::make_unique<Running>(choice, options, std::move(listeners), events);
          }};
}

struct Recorder {
  RecordedEvents::Seen& seen;

  void operator()(const ListeningStarted& event) const { seen.listening.push_back(event.where); }
  void operator()(const ClientConnected& event) const {
    ++seen.connected;
    EXPECT_EQ(event.active, ++seen.active);
  }
  void operator()(const ClientDisconnected& event) const {
    EXPECT_EQ(event.active, --seen.active);
    seen.disconnected.push_back(event);
  }
  void operator()(const ClientRefused& event) const { seen.refused.push_back(event.why); }
  void operator()(const AcceptPaused&) const { ++seen.shortages; }
  void operator()(const DrainStarted& event) const {
    EXPECT_EQ(event.active, seen.active);
    seen.draining = true;
  }
  void operator()(const ServerStopped& event) const { seen.drained.push_back(event.counters); }
  void operator()(const auto& other) const {
    ADD_FAILURE() << "a TCP server reports no " << typeid(other).name();
  }
};

}  // namespace

const std::vector<Model>& models() {
  static const Tls tls;
  static const std::vector<Model> kModels{
      model("threads", {}),
      model("epoll", {ModelKind::kEpoll, 1}),
      model("epoll_two_loops", {ModelKind::kEpoll, 2}),
      model("uring", {ModelKind::kUring, 1}),
      model("uring_two_loops", {ModelKind::kUring, 2}),
      model("threads_tls", {}, &tls),
      model("epoll_tls", {ModelKind::kEpoll, 2}, &tls),
      model("uring_tls", {ModelKind::kUring, 2}, &tls),
  };
  return kModels;
}

void RecordedEvents::on_event(const ServerEvent& event) {
  const std::lock_guard lock(mutex_);
  std::visit(Recorder{seen_}, event);
  changed_.notify_all();
}

bool RecordedEvents::wait_until(const std::function<bool(const Seen&)>& holds) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return holds(seen_); });
}

RecordedEvents::Seen RecordedEvents::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

}  // namespace sounder::test

#include "echo/open_connection.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/text.h"
#include "net/resolve.h"
#include "net/socket.h"

namespace sounder {

namespace {

// Addresses of one name that are tried; more are a mistake in the name server.
constexpr std::size_t kMostAddressesTried = 32;

}  // namespace

std::string describe_connect_failure(Errno code) {
  switch (code) {
    case ECONNREFUSED:
      return tr("refused, nothing listens there");
    case EHOSTUNREACH:
    case ENETUNREACH:
      return tr("no route");
    case ETIMEDOUT:
      return tr("no answer");
    default:
      return describe_errno(code);
  }
}

std::string cannot_connect(const std::string& name, std::span<const FailedConnect> failures) {
  std::string all;
  for (const FailedConnect& failure : failures) {
    if (!all.empty()) all += "; ";
    all += fmt::format("{}: {}", failure.to.to_string(), failure.why);
  }
  return text(tr("cannot connect to {0} ({1})"), name, all);
}

namespace {

// Several connects at once; the first that succeeds is used.
class Attempts {
 public:
  Attempts(std::span<const Endpoint> endpoints, const std::string& name, Instant deadline)
      : waiting_(endpoints.first(std::min(endpoints.size(), kMostAddressesTried))),
        name_(name),
        deadline_(deadline) {}

  Result<Fd> run(int stop_fd) {
    for (;;) {
      const Instant now = clock_now();
      if (now >= deadline_) return give_up();
      start_due(now);
      if (open_.empty() && waiting_.empty()) return give_up();
      if (wait(now, stop_fd)) return std::unexpected(Error{Fault::kInterrupted, tr("interrupted")});
      if (Fd fd = take_connected()) return fd;
    }
  }

 private:
  struct Attempt {
    Fd fd;
    Endpoint to;
  };

  void start_due(Instant now) {
    while (!waiting_.empty() && (open_.empty() || now >= next_start_)) {
      const Endpoint to = waiting_.front();
      waiting_ = waiting_.subspan(1);
      auto fd = start_connect(to);
      if (!fd) {
        failed(to, fd.error());
        continue;
      }
      open_.push_back({std::move(*fd), to});
      next_start_ = now + kNextAddressAfter;
    }
  }

  // True if stopped.
  bool wait(Instant now, int stop_fd) {
    polled_.clear();
    for (const Attempt& attempt : open_) polled_.push_back({attempt.fd.get(), POLLOUT, 0});
    polled_.push_back({stop_fd, POLLIN, 0});
    const Instant until = waiting_.empty() ? deadline_ : std::min(deadline_, next_start_);
    ::poll(polled_.data(), polled_.size(), poll_timeout_ms(until - now));
    return polled_.back().revents != 0;
  }

  Fd take_connected() {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (polled_[i].revents == 0) continue;
      Attempt attempt = std::move(open_[i]);
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
      Errno error = socket_error(attempt.fd.get());
      // A socket that got the very port it connects to is connected to itself: nothing listens there.
      if (error == 0 && local_endpoint(attempt.fd.get()) == attempt.to) error = ECONNREFUSED;
      if (error == 0) return std::move(attempt.fd);
      failed(attempt.to, error);
    }
    return {};
  }

  void failed(const Endpoint& to, Errno code) {
    failures_.push_back({to, describe_connect_failure(code)});
    if (!is_shortage(code)) fault_ = Fault::kPeer;
  }

  Result<Fd> give_up() {
    for (const Attempt& attempt : open_) failed(attempt.to, ETIMEDOUT);
    return std::unexpected(Error{fault_, cannot_connect(name_, failures_)});
  }

  std::span<const Endpoint> waiting_;
  const std::string& name_;
  Instant deadline_;
  Instant next_start_;
  std::vector<Attempt> open_;
  std::vector<pollfd> polled_;
  std::vector<FailedConnect> failures_;
  Fault fault_ = Fault::kMachine;  // unless a failure is the peer's or the network's
};

}  // namespace

Result<Fd> connect_to_any(std::span<const Endpoint> endpoints, const std::string& name, Instant deadline,
                          int stop_fd) {
  return Attempts(endpoints, name, deadline).run(stop_fd);
}

Result<Fd> connect_to(const ConnectRequest& request, int stop_fd) {
  const Instant deadline = clock_now() + request.timeout;
  const auto addresses = resolve_server(request.host, request.family, stop_fd, deadline);
  if (!addresses) return std::unexpected(addresses.error());
  std::vector<Endpoint> endpoints;
  for (const Address& address : *addresses) endpoints.push_back({address, request.port});
  return connect_to_any(endpoints, request.host, deadline, stop_fd);
}

}  // namespace sounder

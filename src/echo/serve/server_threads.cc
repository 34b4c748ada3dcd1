#include "echo/serve/server_threads.h"

#include <sys/socket.h>

#include <system_error>
#include <utility>

namespace sounder {

ServerThreads::~ServerThreads() {
  cut_all();
  std::jthread last;
  std::unique_lock lock(mutex_);
  gone_.wait(lock, [this] { return clients_.empty(); });
  last = std::move(last_finished_);
}

std::optional<Refusal> ServerThreads::enter(Accepted& client, Instant now) {
  return admission_.enter(client.peer, now, [&] { return start(client, now); });
}

bool ServerThreads::start(Accepted& client, Instant now) {
  const std::lock_guard lock(mutex_);
  clients_.emplace_back(std::move(client.fd), client.peer, now);
  const auto it = std::prev(clients_.end());
  try {
    it->thread = std::jthread([this, it](std::stop_token stop) { run(std::move(stop), it); });
  } catch (const std::system_error&) {
    client.fd = std::move(it->fd);
    clients_.erase(it);
    return false;
  }
  return true;
}

void ServerThreads::run(std::stop_token stop, Clients::iterator client) {
  // Set before the thread started and touched by nobody else until leave(): readable without the lock.
  const int fd = client->fd.get();
  leave(client, work_(std::move(stop), fd));
}

void ServerThreads::leave(Clients::iterator client, const Served& served) {
  Fd fd;
  {
    const std::lock_guard lock(mutex_);
    fd = std::move(client->fd);  // cut_all() meets no reused number
  }
  admission_.leave(client->peer, client->since, served, std::move(fd));
  std::jthread before;  // joined at the end of this function, outside the lock
  const std::lock_guard lock(mutex_);
  before = std::exchange(last_finished_, std::move(client->thread));
  clients_.erase(client);
  if (clients_.empty()) gone_.notify_all();
}

void ServerThreads::cut_all() {
  const std::lock_guard lock(mutex_);
  for (Client& client : clients_) {
    client.thread.request_stop();
    // Wakes a blocked recv or send for good. close() would not wake it, and would free the number for a
    // stranger.
    ::shutdown(client.fd.get(), SHUT_RDWR);
  }
}

std::size_t ServerThreads::threads() const {
  const std::lock_guard lock(mutex_);
  return clients_.size();
}

}  // namespace sounder

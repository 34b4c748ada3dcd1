#include "echo/serve/turned_away.h"

#include <sys/socket.h>

#include <cerrno>

#include "echo/serve/limits.h"

namespace sounder {

void TurnedAway::add(Fd client, Instant now) {
  if (clients_.size() == kTurnedAwayClients) clients_.pop_front();
  set_blocking(client.get(), false);
  ::shutdown(client.get(), SHUT_WR);
  Session session = Session::refused(limits_, now);
  session.on_shut_down(now);
  clients_.push_back({std::move(client), session});
}

void TurnedAway::append_to(std::vector<pollfd>& polled) const {
  for (const Client& client : clients_) polled.push_back({client.fd.get(), POLLIN, 0});
}

std::optional<Instant> TurnedAway::deadline() const {
  if (clients_.empty()) return std::nullopt;
  return clients_.front().session.deadline();
}

void TurnedAway::advance(Instant now) {
  for (Client& client : clients_) {
    discard(client);
    client.session.on_time(now);
  }
  std::erase_if(clients_,
                [](const Client& client) { return client.session.next() == Session::Next::kClose; });
}

void TurnedAway::discard(Client& client) {
  char buffer[16 * 1024];
  while (client.session.next() == Session::Next::kDiscard) {
    const auto got = ::recv(client.fd.get(), buffer, sizeof buffer, 0);
    if (got > 0) {
      client.session.on_discarded(static_cast<std::size_t>(got));
    } else if (got == 0) {
      client.session.on_end_of_input();
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR) {
      client.session.on_reset();
    }
  }
}

}  // namespace sounder

// Refused clients that linger: closing with bytes of theirs unread would send a reset, and they would read
// "connection reset" instead of an end. Few at a time (kTurnedAwayClients), never blocking.
// For the accepting thread.
#pragma once

#include <poll.h>

#include <deque>
#include <optional>
#include <vector>

#include "echo/serve/server_options.h"

namespace sounder {

class TurnedAway {
 public:
  explicit TurnedAway(const SessionLimits& limits) : limits_(limits) {}
  void add(Fd client, Instant now);
  // Adds what to poll for; advance() when any of it is ready.
  void append_to(std::vector<pollfd>& polled) const;
  std::size_t size() const { return clients_.size(); }
  std::optional<Instant> deadline() const;
  // Reads from all that have something and closes those that are done.
  void advance(Instant now);

 private:
  struct Client {
    Fd fd;
    Session session;
  };
  static void discard(Client& client);

  SessionLimits limits_;
  std::deque<Client> clients_;  // oldest first
};

}  // namespace sounder

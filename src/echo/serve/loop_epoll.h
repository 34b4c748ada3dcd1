// A loop over epoll: one receive and one send for a message that fits, no allocation, no copy. What a client
// does not take at once is kept for it, and nothing more is read from it until it has taken that.
#pragma once

#include <array>

#include "echo/serve/conversation.h"
#include "echo/serve/deadlines.h"
#include "echo/serve/limits.h"
#include "echo/serve/loop.h"
#include "echo/serve/slots.h"
#include "net/epoll.h"

namespace sounder {

class LoopEpoll : public Loop {
 public:
  explicit LoopEpoll(
      const LoopWork& work);  // throws std::system_error if this machine has no descriptor left
  void run() override;

 private:
  struct Client {
    Fd fd;
    Endpoint peer;
    Instant since;
    Conversation talk;
    std::uint32_t interest;  // of epoll
    Deadlines::Armed armed;
  };
  using Tag = Slots<Client>::Tag;

  void take_orders();
  void take_in(LoopInbox::Newcomer& newcomer);
  void serve(Tag tag, Client& client, std::uint32_t events);
  void receive(Client& client);
  bool send(Client& client);
  void discard(Client& client);
  void settle(Tag tag, Client& client);
  void on_times();
  void leave(Tag tag, Client& client);

  LoopWork work_;
  Epoll epoll_;
  Slots<Client> clients_;
  Deadlines deadlines_;
  bool ending_ = false;
  std::array<epoll_event, kLoopEvents> events_;
  std::array<std::byte, kEchoBufferBytes> buffer_;  // of the client that is served now
};

}  // namespace sounder

// A loop over epoll: one receive and one send for a message that fits, no allocation, no copy. Bytes that a
// client does not take at once are kept, and nothing more is read from it until it has taken them.
#pragma once

#include <array>
#include <cstdint>

#include "echo/serve/conversation.h"
#include "echo/serve/deadlines.h"
#include "echo/serve/limits.h"
#include "echo/serve/loop.h"
#include "echo/serve/slots.h"
#include "net/epoll.h"

namespace sounder {

class LoopEpoll : public Loop {
 public:
  // Throws std::system_error if this machine has no descriptor left.
  explicit LoopEpoll(const LoopWork& work);
  void run() override;

 private:
  struct Client {
    Fd fd;
    Endpoint peer;
    Instant since;
    Conversation conversation;
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
  void advance(Tag tag, Client& client);
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

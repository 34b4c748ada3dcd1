#include "echo/serve/client_socket.h"

#include <sys/socket.h>

#include "echo/serve/limits.h"
#include "net/socket.h"

namespace sounder {

void set_up_client(int fd) {
  set_no_delay(fd);
  set_unsent_limit(fd, kEchoUnsentBytes);
}

bool shut_down(Conversation& conversation, int fd) {
  conversation.on_shut_down(clock_now());
  if (conversation.next() == Conversation::Next::kClose) return false;
  ::shutdown(fd, SHUT_WR);
  return true;
}

}  // namespace sounder

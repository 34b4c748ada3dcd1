// What every model does in the same way with the socket of a client.
#pragma once

#include "echo/serve/conversation.h"

namespace sounder {

// For a connection that has just been accepted: small answers leave at once, and a client that does not read
// keeps little of the kernel's memory (kEchoUnsentBytes).
void set_up_client(int fd);

// What Next::kShutDownWrite asks for: ends our side. False if nothing is left to read: then close() sends the
// same FIN, and that is when the client's place is free.
bool shut_down(Conversation& conversation, int fd);

}  // namespace sounder

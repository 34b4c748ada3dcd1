// In which order an endpoint is spoken to. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "identify/protocol.h"

namespace sounder {

// What one connection is for. Whatever is heard on it goes to all parsers.
struct Attempt {
  const Protocol* protocol = nullptr;  // whose opening is sent; nullptr: none, only listened
  bool tls = false;                    // inside of TLS
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

// Printers put on paper what a probe says, and machines that control others stop: nothing is sent to these
// ports unless the user asks for it (--talk all).
bool is_delicate(std::uint16_t port);

// The port's own protocols first, then what most servers answer, then the others. `only_listen` says that the
// port's own protocols speak first. Empty for a delicate port unless `all`.
std::vector<Attempt> attempts_for(std::uint16_t port, bool all);
// The protocols that are usual on this port speak first: it is listened to for longer before anything is
// sent.
bool speaks_first(std::uint16_t port);

}  // namespace sounder

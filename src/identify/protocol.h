// One protocol as the identification knows it: how to make a server talk, and how to tell its answer from
// those of all others. There is one small file for each in protocols/, listed in protocols/table.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identify/service.h"

namespace sounder {

// Who is talked to.
struct Peer {
  std::string host;  // the name that the user gave, or the address as text without a zone
  std::uint16_t port = 0;
};

// What an endpoint said on one connection.
struct Heard {
  std::string_view bytes;           // since `asked` was sent; at most kMostAnswer
  std::string_view asked{};         // what was sent last; empty: nothing yet, it speaks first
  bool ended = false;               // and then it closed the connection
  const Service* before = nullptr;  // what the same parser made of the answer before, when it asked for more
};

// Whether it may be spoken to on ports where nothing hints at it.
enum class Talk : std::uint8_t {
  kAnywhere,    // its opening does no harm to a stranger
  kOwnPorts,    // its opening is sent to its own ports only
  kOnlyIfAsked  // --talk all: machines that must not be disturbed, or openings that have an effect
};

struct Protocol {
  std::string_view name;
  // Default ports, the most usual first; 0: no more.
  std::array<std::uint16_t, 8> ports{};
  // The first bytes of a client. nullptr: the server speaks first.
  std::string (*opening)(const Peer& peer) = nullptr;
  Talk talk = Talk::kAnywhere;
  // Any answer of any endpoint, whatever was asked, is given to every parser. nullopt: not this protocol, or
  // not yet. An answer that grows is given again and again. Linear in the bytes; the bytes are hostile.
  std::optional<Service> (*parse)(const Heard& heard) = nullptr;
};

inline constexpr std::size_t kMostAnswer =
    16 * 1024;  // bytes of one answer: banners and headers are far below

}  // namespace sounder

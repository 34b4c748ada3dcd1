// What listens on a port, as far as it told. A value. Strings are as the other side sent them: whoever shows
// them escapes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sounder {

// How sure a parser is. The surest parser of an answer wins; a tie between two is a fault of theirs, which
// the tests find (tests/identify/samples_test.cc).
enum class Sureness : std::uint8_t {
  kLooksLike,   // the shape of such an answer, which another protocol may have too: "220 ...", "+OK ..."
  kSays,        // it names the protocol or its product, or has its magic number at its place
  kApplication  // it is an application that is told by what is inside of another protocol's answer (HTTP)
};

struct Service {
  std::string protocol{};  // IANA's name where it has one: "ssh", "http", "postgresql"
  Sureness sure = Sureness::kSays;
  std::string product{};  // "OpenSSH"; empty: not told
  std::string version{};  // "9.2p1"
  std::string info{};     // what else it says of itself: "Debian 2+deb12u10", "authentication required"
  std::string os{};       // "Debian", "Windows 10"
  std::string host{};     // how it calls its machine
  // More facts for programs, in the order of their telling: {"title", "Welcome"}.
  std::vector<std::pair<std::string, std::string>> details{};

  // For the dialogue, not for users.
  bool whole = true;  // false: the answer goes on, and later bytes may tell more
  std::string ask{};  // what to send next on this connection to learn more; empty: nothing
};

// Appends a detail, or changes it; does nothing if `value` is empty.
void set_detail(Service& service, std::string_view name, std::string_view value);

}  // namespace sounder

// The conversation with one endpoint until it is known what listens there. Decides what to send, how long to
// listen and when to connect again; a talker does it. Pure.
//
//   opening ---> listening ---nothing comes---> asked (an opening was sent) ---nothing comes---> next
//   attempt,
//      |             |                              |                            on a connection of its own
//      |             +-------something comes--------+
//      |                          v
//      |             a parser knows it: named, once it has nothing more to ask
//      |             nobody knows it: next attempt; if none is left: spoke
//      +---refused, or ended before a byte came: next attempt; if none is left: hung up
//
// The first connection to a port whose protocols speak first stays open beside the others: a greeting may
// take seconds (sendmail's greet_pause: five).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "identify/attempts.h"
#include "identify/protocols/table.h"

namespace sounder {

enum class Outcome : std::uint8_t {
  kNamed,   // the protocol is known
  kSpoke,   // bytes came that nobody knows
  kSilent,  // it accepts connections and says nothing
  kHungUp,  // it ends every connection without a word
};

// What was found out about one endpoint.
struct Identified {
  Outcome outcome = Outcome::kSilent;
  Service service{};          // of kNamed
  bool tls = false;           // it was found inside of TLS
  std::string first_bytes{};  // of the first answer, at most kFirstBytes
  int connections = 0;
};
inline constexpr std::size_t kFirstBytes = 64;

// One of the at most two connections that are open at once.
enum class Line : std::uint8_t { kFirst, kNext };

struct Move {
  enum class Kind : std::uint8_t {
    kConnect,  // over `line`; with TLS if `tls`
    kSend,     // `bytes`, whole, over `line`
    kClose,    // `line`
    kWait,     // until something happens, at the latest until `until`
    kDone,
  };
  Kind kind = Kind::kDone;
  Line line = Line::kFirst;
  bool tls = false;
  std::string bytes{};
  Instant until{};
};

struct DialogueLimits {
  Duration listens_least = std::chrono::milliseconds(300);   // before anything is sent, and for an answer
  Duration greeting = std::chrono::milliseconds(1500);       // where the port's protocols speak first
  Duration late_greeting = std::chrono::milliseconds(6500);  // in all, while others are tried
  int connections = 8;                                       // to one endpoint
  bool all = false;                                          // --talk all
};

class Dialogue {
 public:
  // `rtt`: of a connection to this host, as far as is known; waits grow with it.
  Dialogue(Peer peer, Duration rtt, const DialogueLimits& limits, Instant start);

  // What to do now. Call again until it is kWait or kDone, and after each of the events below.
  Move poll(Instant now);

  // The connection is established, with its TLS handshake if it has one.
  void on_open(Instant now, Line line);
  // Bytes came; of a TLS connection its plain bytes, or the raw ones if the handshake failed.
  void on_bytes(Instant now, Line line, std::string_view bytes);
  // The other side has closed or reset the connection, or it could not be established, or its TLS handshake
  // failed.
  void on_end(Instant now, Line line);

  // Once poll() said kDone.
  const Identified& identified() const { return identified_; }

 private:
  enum class Phase : std::uint8_t {
    kIdle,       // no connection
    kOpening,    // it is being established
    kListening,  // nothing was sent
    kAsked,      // an answer is due
    kLate,       // it may greet yet; others are tried meanwhile
  };
  // One connection.
  struct Talk {
    Phase phase = Phase::kIdle;
    Attempt attempt{};
    std::string asked{};  // last
    std::string heard{};  // since then
    Finding finding{};
    std::optional<Service> before{};  // what the finding was when it asked for more
    int questions = 0;
    std::optional<std::string> to_send{};
    Instant until{};
    bool to_close = false;
  };

  static bool is_open(const Talk& talk);
  Duration patience() const;
  Talk& talk(Line line) { return talks_[static_cast<std::size_t>(line)]; }
  std::optional<Move> next_attempt(Instant now);
  void ask(Instant now, Talk& talk, std::string bytes);
  void judge(Instant now, Talk& talk, bool ended);
  void on_time_up(Instant now, Line line);
  void name(const Talk& talk);
  Move close_all();

  const Peer peer_;
  const Duration rtt_;
  const DialogueLimits limits_;
  const Instant start_;
  const bool speaks_first_;
  std::vector<Attempt> attempts_;
  std::size_t next_ = 0;  // of them
  std::array<Talk, 2> talks_{};
  Identified identified_{};
  bool accepted_ = false;  // a connection was established
  bool lasted_ = false;    // and one of them until we ended it
  bool last_ear_ = false;  // all attempts are over, but for the late greeting
  bool named_ = false;
};

}  // namespace sounder

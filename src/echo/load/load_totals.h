// The results of a load run, or of one thread's part of it. A value: each thread has its own, merged after
// the join.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/histogram.h"
#include "echo/load/load_series.h"
#include "echo/load/wrong_bytes.h"

namespace sounder {

// What went wrong with a connection; counted once for each that broke.
enum class LoadError : std::uint8_t {
  kRefused,      // nobody listens, or the backlog resets
  kUnreachable,  // no route, or a router rejected it
  kConnectTimedOut,
  kReset,        // RST after it was open
  kClosedEarly,  // the server closed before its answer was complete
  kTimedOut,     // an answer made no progress for the timeout
  kNoEnd,        // churn: the server did not end after our end
  kHandshake,    // the TLS handshake failed
  kOther,
};
inline constexpr std::size_t kLoadErrors = 9;

struct LoadTotals {
  std::uint64_t requests = 0;     // begun; each of them is one of the following four
  std::uint64_t round_trips = 0;  // answered in full and byte for byte
  std::uint64_t mismatched = 0;   // answered with wrong bytes, or with more than was sent
  std::uint64_t unanswered = 0;   // lost with a connection that broke
  std::uint64_t unfinished = 0;   // under way when a person interrupted the run
  std::uint64_t unsent = 0;       // open loop: due, and no connection took it until the end
  // UDP. A request is a round trip, lost or unfinished; wrong bytes are counted beside that.
  std::uint64_t lost = 0;        // without a right answer for the timeout
  std::uint64_t too_late = 0;    // answers to those
  std::uint64_t reordered = 0;   // answered after one that was sent later
  std::uint64_t duplicated = 0;  // answered once more
  std::uint64_t connected = 0;   // connections that were opened
  std::array<std::uint64_t, kLoadErrors> errors{};
  std::uint64_t shortages = 0;  // connections that this machine could not make or go on with
  int shortage = 0;             // the first errno of those
  int other = 0;                // the first errno of kOther
  std::string handshake;        // the first of kHandshake, for people
  bool distrusted = false;      // that one failed because the server's certificate is not trusted
  Histogram latency;            // of round trips, from when they were due
  // Open loop: a request that is due may first have to wait for an answer, because every connection that
  // could take it is busy; what is left until it is begun is this machine's delay.
  Histogram waited;
  Histogram late;
  Histogram connect;  // churn: from connect(2) to the connection, TLS and all
  std::optional<Instant> last_answer;
  std::optional<WrongBytes> wrong;  // the first of the mismatched

  std::uint64_t all_errors() const { return std::accumulate(errors.begin(), errors.end(), std::uint64_t{0}); }
  void merge(const LoadTotals& other);
};

// A run that is over.
struct LoadResult {
  LoadTotals totals;
  LoadSeries series{};
  Duration elapsed{};  // from the first request to the last answer, at least as long as was asked for
  bool interrupted = false;
  unsigned runs = 1;  // that were added up
};

}  // namespace sounder

#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {
namespace {

const Section& figures() {
  static const Section kSection{
      tr_later("WHAT THE FIGURES MEAN"),
      {
          tr_later("Every byte that comes back is verified. A connection that breaks, is silent for the "
                   "timeout or brings a "
                   "wrong byte is counted once, by its kind, and opened again half a second later."),
          tr_later("Without `--rate` the loop is closed: a connection sends when its answer is in. That "
                   "shows how much a "
                   "server can do; a server that stands still is asked nothing meanwhile. With `--rate` "
                   "requests are due by a "
                   "schedule, and latency counts from then, whether the request could be sent or not: a "
                   "pause is in the "
                   "figures of everybody who would have waited. How late this machine itself sent is a row "
                   "of its own; "
                   "where both are alike, the bottleneck is here."),
          tr_later("Quantiles are at most 0.8 percent too high; the maximum is exact."),
          tr_later("Over UDP, loss is what is measured and no error: datagrams are counted that were "
                   "answered, lost, too "
                   "late, out of order, doubled or wrong."),
      }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{tr_later("NOTES"),
                                {
                                    tr_later("A run with many connections costs the server as much as it "
                                             "costs you. Measure your own, or those that "
                                             "you have been allowed to."),
                                    tr_later("With `--churn` each connection keeps a local port for a minute "
                                             "after its end, so that one pair of "
                                             "addresses has about 470 new connections a second; over "
                                             "loopback there is no such limit. `--source` with "
                                             "more addresses multiplies it."),
                                }};
  return kSection;
}

}  // namespace

const Prose& load_prose() {
  static const Prose kProse{
      .command = "load",
      .description =
          {
              tr_later("Opens connections to a server that sends back what it gets, keeps them busy for a "
                       "time, and prints the "
                       "round trips, their rate, what went wrong, the spread of the latency, and a picture "
                       "of it. Any "
                       "echo server will do."),
          },
      .flags =
          {
              {"--connections", tr_later("All are open before the measuring begins.")},
              {"--size", tr_later("From 1 to 16777216; with `--udp` from 16 to 65507.")},
              {"--duration",
               tr_later(
                   "Of the sending. What is due or under way by then is still waited for, for as long as "
                   "`--timeout` says.")},
              {"--churn", tr_later("At most `--connections` are open at once.")},
              {"--udp",
               tr_later(
                   "`--connections` are then sockets, each with a port of its own. `sounder serve` answers "
                   "100 datagrams a second to one source unless it has `--udp-rate 0`.")},
              {"--pipeline",
               tr_later("With `--rate` many, because a request waits for its time and not for the one "
                        "before it.")},
              {"--threads",
               tr_later(
                   "Half of the processors where the server is on this machine, else all; no more than one "
                   "for 64 connections.")},
              {"--source",
               tr_later("For a server in 127.0.0.0/8 several are taken by themselves where one has too few "
                        "ports.")},
          },
      .sections = {figures()},
      .environment = {{"SSL_CERT_FILE, SSL_CERT_DIR",
                       tr_later("Who vouches for servers, instead of the system's own list (OpenSSL).")}},
      .notes = {notes()},
      .examples =
          {
              {tr_later("What can the server on this machine do?"), "sounder load localhost"},
              {tr_later("How long do users wait at 5000 requests a second?"),
               "sounder load localhost --connections 50 --rate 5000 --duration 30s"},
              {tr_later("The result for a program:"), "sounder load localhost --json - | jq .latency_us.p99"},
          },
      .see_also = {"wrk(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages

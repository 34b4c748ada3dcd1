#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {
namespace {

const Section& figures() {
  static const Section kSection{
      tr_later("WHAT THE FIGURES MEAN"),
      {
          tr_later(
              "Every byte that comes back is verified. A connection that breaks, is silent for the timeout "
              "or receives a wrong byte is counted once, by kind, and reopened after half a second."),
          tr_later("Without `--rate` the loop is closed: a connection sends when its answer has arrived. "
                   "This measures how much a server can do; while the server stands still, nothing is sent. "
                   "With `--rate` requests follow a schedule, and latency counts from the scheduled time, so "
                   "a pause of the server appears in the latency of every request due meanwhile. The row "
                   "\"waited\" shows how long requests waited for a free connection, because the server was "
                   "behind, and the row \"sent late\" how late this machine itself sent after that; if it is "
                   "similar to the round trip, this machine is the bottleneck."),
          tr_later("Percentiles are at most 0.8 percent too high; the maximum is exact."),
          tr_later("Over UDP, loss is a result and not an error: the output counts datagrams that were "
                   "answered, lost, too late, out of order, duplicated or wrong."),
      }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{
      tr_later("NOTES"),
      {
          tr_later("A run with many connections loads the server as much as this machine. Measure only "
                   "servers that you own or may test."),
          tr_later("With `--churn` each connection holds a local port for a minute after its end, which "
                   "allows about 470 new connections a second for a pair of addresses; loopback has no such "
                   "limit. `--source` with more addresses multiplies it."),
      }};
  return kSection;
}

}  // namespace

const Prose& load_prose() {
  static const Prose kProse{
      .command = "load",
      .description =
          {
              tr_later("Opens connections to an echo server, sends messages for a time, and prints the "
                       "number and rate of round trips, errors, latency percentiles and a histogram."),
          },
      .flags =
          {
              {"--connections", tr_later("All are opened before measuring begins.")},
              {"--size", tr_later("From 1 to 16777216; with `--udp` from 16 to 65507.")},
              {"--duration", tr_later("How long to send. Requests that are scheduled or in flight by then "
                                      "are still waited for, up to `--timeout`.")},
              {"--churn", tr_later("At most `--connections` are open at once.")},
              {"--udp",
               tr_later(
                   "`--connections` is then the number of sockets, each with its own port. `sounder serve` "
                   "answers 100 datagrams a second to one source unless `--udp-rate 0` is given.")},
              {"--pipeline", tr_later("With `--rate` many, because requests follow a schedule and do not "
                                      "wait for earlier answers.")},
              {"--threads", tr_later("Half of the processors if the server is on this machine, else all; at "
                                     "least 64 connections for each thread.")},
              {"--source", tr_later("For a server in 127.0.0.0/8 more addresses are added automatically when "
                                    "one has too few ports.")},
          },
      .sections = {figures()},
      .environment = {{"SSL_CERT_FILE, SSL_CERT_DIR",
                       tr_later("Trusted CA certificates, instead of the system's list (OpenSSL).")}},
      .notes = {notes()},
      .examples =
          {
              {tr_later("Maximum throughput of the server on this machine:"), "sounder load localhost"},
              {tr_later("Latency at 5000 requests a second:"),
               "sounder load localhost --connections 50 --rate 5000 --duration 30s"},
              {tr_later("The result as JSON:"), "sounder load localhost --json - | jq .latency_us.p99"},
              {tr_later("Runs of two machines, added up:"), "sounder load merge one.json other.json"},
          },
      .see_also = {"wrk(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages

#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {
namespace {

const Section& signals() {
  static const Section kSection{
      tr_later("SIGNALS"),
      {},
      {
          {"SIGTERM, SIGINT",
           tr_later(
               "The server takes nobody new and lets its clients finish, for as long as `--drain` says; who "
               "is "
               "left then is cut. A second signal cuts them at once. Datagrams are answered to the end. The "
               "exit code is 0, or 1 if clients were cut.")},
          {"SIGHUP",
           tr_later("With TLS the files of certificate and key are read again. If they do not fit each "
                    "other, the old ones stay and the log says why; connections keep what they have. "
                    "Without TLS it ends the server, as it does any program.")},
      }};
  return kSection;
}

const Section& service() {
  static const Section kSection{tr_later("RUNNING AS A SERVICE"),
                                {
                                    tr_later("The units `sounder.socket` and `sounder.service` are installed "
                                             "with the program. `systemctl enable "
                                             "--now sounder.socket` makes systemd listen on TCP port 7, the "
                                             "echo service's own, and start the "
                                             "server with the first client: as a user that exists only "
                                             "meanwhile, and without any capability."),
                                    tr_later("Sockets that systemd hands over take the place of the default "
                                             "address; `--listen` beside them is "
                                             "an error. The server says when it is ready, how many clients "
                                             "it has and when it ends, and tells the "
                                             "watchdog that it lives only while each of its loops does."),
                                }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{
      tr_later("NOTES"),
      {
          tr_later(
              "No client can make the server hold more than its share: what it is owed is bounded, and "
              "nothing more "
              "is read from a client that does not read. A client that takes no byte for 30 seconds is cut."),
          tr_later("A port below 1024 asks for a privilege (CAP_NET_BIND_SERVICE). Let systemd open the "
                   "socket, and "
                   "the server needs none."),
          tr_later("Anybody can forge the source of a datagram, and the answer goes there. So with `--udp` "
                   "nothing is "
                   "answered that comes from a port below 1024 or from the server's own port number, nor "
                   "what was sent "
                   "to a broadcast or multicast address; and `--udp-rate` bounds what one source gets. An "
                   "answer is never "
                   "longer than what came in."),
      }};
  return kSection;
}

}  // namespace

const Prose& serve_prose() {
  static const Prose kProse{
      .command = "serve",
      .description =
          {
              tr_later("Sends back every byte that a client sends, in order, also after the client has ended "
                       "its own side "
                       "(RFC 862). Each client that comes and goes is a line on standard error. Clients "
                       "beyond a cap are "
                       "refused with a line in the log, and none that is in suffers from it."),
          },
      .flags =
          {
              {"--listen", tr_later("Port 0 lets the system choose; the log says which it is.")},
              {"--model", tr_later("What a client sees is the same with each. `threads` has a thread for "
                                   "every client; `epoll` "
                                   "and `io_uring` serve many thousand clients from a few threads. Where "
                                   "io_uring is refused, as "
                                   "in many containers, epoll serves and one line says why.")},
              {"--max-connections",
               tr_later("More than the descriptors that this process may open is refused at the "
                        "start, with a word on `ulimit -n`.")},
              {"--metrics",
               tr_later("`/metrics` in Prometheus' text format; `/healthz` says 200 `ok`, and 503 "
                        "`draining` from the first signal on. A port alone, like `9100`, is open to this "
                        "machine only.")},
              {"--log", tr_later("`json` is one object a line, with the time.")},
              {"--tls-key", tr_later("Both are needed: then every client speaks TLS 1.2 or 1.3.")},
          },
      .sections = {signals(), service()},
      .ends_by_signal = false,
      .environment =
          {
              {"LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES",
               tr_later("Sockets that a service manager hands over: sd_listen_fds(3).")},
              {"NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID",
               tr_later("Where the service manager is told of the server's state: sd_notify(3).")},
          },
      .notes = {notes()},
      .examples =
          {
              {tr_later("On every address, port 7007:"), "sounder serve"},
              {tr_later("For many clients, with figures for Prometheus:"),
               "sounder serve --model epoll --max-connections 10000 --metrics 9100"},
              {tr_later("Through TLS, on one address:"),
               "sounder serve --listen 192.0.2.7:7007 --tls-cert cert.pem --tls-key key.pem"},
          },
      .see_also = {"systemd.socket(5)", "systemctl(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages

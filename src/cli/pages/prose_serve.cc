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
           tr_later("The server accepts no new clients and gives the others `--drain` to finish; then it "
                    "cuts them. A second signal cuts them at once. Datagrams are answered until the end. The "
                    "exit code is 0, or 1 if clients were cut.")},
          {"SIGHUP",
           tr_later("With TLS, reloads the certificate and key. If they do not match, the old ones "
                    "stay and the log says why; existing connections are not affected. Without TLS "
                    "it does nothing. When the terminal of the server is closed, the server stops as on "
                    "SIGTERM.")},
      }};
  return kSection;
}

const Section& service() {
  static const Section kSection{
      tr_later("RUNNING AS A SERVICE"),
      {
          tr_later("The units `sounder.socket` and `sounder.service` are installed with the program. After "
                   "`systemctl enable --now sounder.socket`, systemd listens on TCP port 7, the echo port, "
                   "and starts the server with the first client, as a temporary user without capabilities."),
          tr_later("Sockets from systemd replace the default address; with `--listen` they are an error. The "
                   "server reports readiness, the number of clients and its end to systemd, and notifies the "
                   "watchdog only while all its loops run."),
      }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{
      tr_later("NOTES"),
      {
          tr_later("Memory for each client is bounded: nothing more is read from a client that does not read "
                   "its answers. A client that accepts no byte for 30 seconds is cut."),
          tr_later(
              "A port below 1024 needs a privilege (CAP_NET_BIND_SERVICE), unless systemd opens the socket."),
          tr_later("The source of a datagram can be forged, and the answer goes there. With `--udp`, "
                   "datagrams from a port below 1024 or from the server's own port number and those to "
                   "broadcast or multicast addresses are therefore not answered, and `--udp-rate` limits the "
                   "answers to one source. An answer is never longer than the datagram."),
      }};
  return kSection;
}

}  // namespace

const Prose& serve_prose() {
  static const Prose kProse{
      .command = "serve",
      .description =
          {
              tr_later("Sends back every byte that a client sends, in order, also after the client has "
                       "closed its sending side (RFC 862). Connects and disconnects are logged on standard "
                       "error. Clients beyond a cap are refused and logged."),
          },
      .flags =
          {
              {"--listen", tr_later("With port 0 the system chooses; the log shows the port.")},
              {"--model",
               tr_later(
                   "Clients see the same behaviour with each. `threads` has a thread for every client; "
                   "`epoll` and `io_uring` serve many thousand clients with a few threads. Where io_uring is "
                   "not permitted, as in many containers, epoll serves and one line says why.")},
              {"--max-connections", tr_later("A value that needs more descriptors than the process may open "
                                             "is refused at start, with a hint about `ulimit -n`.")},
              {"--metrics", tr_later("`/metrics` in the Prometheus text format; `/healthz` answers 200 `ok`, "
                                     "and 503 `draining` after the first signal. A port alone, like `9100`, "
                                     "listens on loopback only.")},
              {"--log", tr_later("`json` writes one object on each line, with the time.")},
              {"--tls-key", tr_later("Both flags are needed; every client then uses TLS 1.2 or 1.3.")},
          },
      .sections = {signals(), service()},
      .ends_by_signal = false,
      .environment =
          {
              {"LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES",
               tr_later("Sockets from the service manager: sd_listen_fds(3).")},
              {"NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID",
               tr_later("Where the server reports its state to the service manager: sd_notify(3).")},
          },
      .notes = {notes()},
      .examples =
          {
              {tr_later("On every address, port 7007:"), "sounder serve"},
              {tr_later("For many clients, with metrics for Prometheus:"),
               "sounder serve --model epoll --max-connections 10000 --metrics 9100"},
              {tr_later("Through TLS, on one address:"),
               "sounder serve --listen 192.0.2.7:7007 --tls-cert cert.pem --tls-key key.pem"},
          },
      .see_also = {"systemd.socket(5)", "systemctl(1)"},
  };
  return kProse;
}

}  // namespace sounder::pages

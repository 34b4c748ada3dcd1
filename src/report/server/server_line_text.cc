#include <numeric>

#include "base/duration.h"
#include "base/text.h"
#include "report/server/server_line.h"

namespace sounder {
namespace {

const char* message_of(Ending ending) {
  switch (ending) {
    case Ending::kClientClosed:
      break;
    case Ending::kReset:
      return tr("{0} disconnected after {1} s, {2}, {3} active (connection reset)");
    case Ending::kIdle:
      return tr("{0} disconnected after {1} s, {2}, {3} active (idle for too long)");
    case Ending::kStalled:
      return tr("{0} disconnected after {1} s, {2}, {3} active (took no bytes for too long)");
    case Ending::kCut:
      return tr("{0} disconnected after {1} s, {2}, {3} active (cut)");
    case Ending::kTls:
      return tr("{0} disconnected after {1} s, {2}, {3} active (TLS: {4})");
  }
  return tr("{0} disconnected after {1} s, {2}, {3} active");
}

const char* reason_of(Refusal why) {
  switch (why) {
    case Refusal::kFull:
      break;
    case Refusal::kPerAddress:
      return tr("too many connections from this address");
    case Refusal::kNoThread:
      return tr("no thread could be started");
  }
  return tr("connection limit reached");
}

const char* reason_of(UdpRefusal why) {
  switch (why) {
    case UdpRefusal::kToMany:
      break;
    case UdpRefusal::kNoSource:
      return tr("invalid source address");
    case UdpRefusal::kService:
      return tr("from a service port, where answers could loop");
    case UdpRefusal::kRate:
      return tr("over the rate limit of one source");
  }
  return tr("sent to a broadcast or multicast address");
}

struct TextOf {
  std::string operator()(const ListeningStarted& event) const {
    return text(event.udp ? tr("Listening on {0}/udp") : tr("Listening on {0}"), event.where.to_string());
  }

  std::string operator()(const ClientConnected& event) const {
    return text(trn("{0} connected, {1} active", "{0} connected, {1} active", event.active),
                event.peer.to_string(), event.active);
  }

  std::string operator()(const ClientDisconnected& event) const {
    const auto lasted_s = fmt::format("{:.1f}", seconds(event.lasted));
    const auto bytes =
        text(trn("{0} byte echoed", "{0} bytes echoed", event.echoed_bytes), event.echoed_bytes);
    return text(message_of(event.ending), event.peer.to_string(), lasted_s, bytes, event.active,
                event.tls_error);
  }

  std::string operator()(const ClientRefused& event) const {
    const auto peer = event.peer.to_string();
    if (event.clients == 1) return text(tr("{0} refused: {1}"), peer, reason_of(event.why));
    return text(trn("{0} client refused, the last one {1}: {2}", "{0} clients refused, the last one {1}: {2}",
                    event.clients),
                event.clients, peer, reason_of(event.why));
  }

  std::string operator()(const DatagramRefused& event) const {
    const auto source = event.source.to_string();
    if (event.datagrams == 1) return text(tr("Datagram from {0} refused: {1}"), source, reason_of(event.why));
    return text(trn("{0} datagram refused, the last one from {1}: {2}",
                    "{0} datagrams refused, the last one from {1}: {2}", event.datagrams),
                event.datagrams, source, reason_of(event.why));
  }

  std::string operator()(const AcceptPaused& event) const {
    return text(tr("Accepting paused: {0}; new clients wait until another disconnects"),
                describe_errno(event.why));
  }

  std::string operator()(const DrainStarted& event) const {
    return text(trn("Stopping: {0} client may finish within {1}",
                    "Stopping: {0} clients may finish within {1}", event.active),
                event.active, format_duration(event.at_most));
  }

  std::string operator()(const ServerStopped& event) const {
    const ServerCounters& counters = event.counters;
    const auto served =
        text(trn("{0} client served", "{0} clients served", counters.accepted), counters.accepted);
    const auto cut = text(trn("{0} cut", "{0} cut", counters.cut), counters.cut);
    return text(tr("Stopped: {0}, {1}"), served, cut);
  }

  std::string operator()(const UdpStopped& event) const {
    const UdpCounters& counters = event.counters;
    const auto refused = std::accumulate(counters.refused.begin(), counters.refused.end(), std::uint64_t{0});
    const auto echoed =
        text(trn("{0} datagram echoed", "{0} datagrams echoed", counters.echoed), counters.echoed);
    return text(tr("UDP stopped: {0}, {1} refused"), echoed, refused);
  }

  std::string operator()(const UringUnavailable& event) const {
    return text(tr("io_uring is not available ({0}); using epoll"), event.why);
  }

  std::string operator()(const TlsReloaded& event) const {
    if (event.error.empty()) return tr("Certificate and key reloaded");
    return text(tr("Certificate and key not reloaded, the old ones stay in use: {0}"), event.error);
  }

  std::string operator()(const MetricsStarted& event) const {
    return text(tr("Metrics on {0}"), metrics_url(event.where));
  }

  std::string operator()(const LogLinesDropped& event) const {
    return text(trn("{0} line of this log was dropped: its reader is too slow",
                    "{0} lines of this log were dropped: its reader is too slow", event.lines),
                event.lines);
  }
};

}  // namespace

std::string to_text(const ServerEvent& event) { return std::visit(TextOf{}, event); }

std::string metrics_url(const Endpoint& where) { return fmt::format("http://{}/metrics", where.to_string()); }

}  // namespace sounder

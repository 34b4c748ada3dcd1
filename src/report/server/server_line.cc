#include "report/server/server_line.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>

#include "base/duration.h"
#include "base/text.h"

namespace sounder {
namespace {

std::string metrics_url(const Endpoint& where) { return fmt::format("http://{}/metrics", where.to_string()); }

class TextLines : public ServerLines {
 public:
  std::string listening(const Endpoint& where) const override {
    return text(tr("Listening on {0}"), where.to_string());
  }

  std::string connected(const Endpoint& peer, std::size_t active) const override {
    return text(trn("{0} connected, {1} active", "{0} connected, {1} active", active), peer.to_string(),
                active);
  }

  std::string disconnected(const Disconnected& client) const override {
    const auto lasted_s = fmt::format("{:.1f}", seconds(client.lasted));
    const auto bytes =
        text(trn("{0} byte echoed", "{0} bytes echoed", client.echoed_bytes), client.echoed_bytes);
    return text(tr(disconnect_message(client.ending)), client.peer.to_string(), lasted_s, bytes,
                client.active, client.tls_error);
  }

  std::string refused(const Refusals& refusals) const override {
    if (refusals.clients == 1)
      return text(tr("{0} refused: {1}"), refusals.last_peer.to_string(), tr(reason(refusals.last_why)));
    return text(trn("{0} client refused, the last one {1}: {2}", "{0} clients refused, the last one {1}: {2}",
                    refusals.clients),
                refusals.clients, refusals.last_peer.to_string(), tr(reason(refusals.last_why)));
  }

  std::string shortage(Errno why) const override {
    return text(tr("Accepting paused: {0}; new clients wait until another disconnects"), describe_errno(why));
  }

  std::string no_uring(const std::string& why) const override {
    return text(tr("io_uring is not available ({0}); using epoll"), why);
  }

  std::string tls_reloaded(const std::string& error) const override {
    if (error.empty()) return tr("Certificate and key reloaded");
    return text(tr("Certificate and key not reloaded, the old ones stay in use: {0}"), error);
  }

  std::string draining(std::size_t active, Duration at_most) const override {
    return text(trn("Stopping: {0} client may finish within {1}",
                    "Stopping: {0} clients may finish within {1}", active),
                active, format_duration(at_most));
  }

  std::string drained(const ServerCounters& counters) const override {
    const auto served =
        text(trn("{0} client served", "{0} clients served", counters.accepted), counters.accepted);
    const auto cut = text(trn("{0} cut", "{0} cut", counters.cut), counters.cut);
    return text(tr("Stopped: {0}, {1}"), served, cut);
  }

  std::string udp_listening(const Endpoint& where) const override {
    return text(tr("Listening on {0}/udp"), where.to_string());
  }

  std::string udp_refused(const UdpRefusals& refusals) const override {
    if (refusals.datagrams == 1)
      return text(tr("Datagram from {0} refused: {1}"), refusals.last_source.to_string(),
                  tr(reason(refusals.last_why)));
    return text(trn("{0} datagram refused, the last one from {1}: {2}",
                    "{0} datagrams refused, the last one from {1}: {2}", refusals.datagrams),
                refusals.datagrams, refusals.last_source.to_string(), tr(reason(refusals.last_why)));
  }

  std::string udp_stopped(const UdpCounters& counters) const override {
    const std::uint64_t refused = sum(counters.refused);
    const auto echoed =
        text(trn("{0} datagram echoed", "{0} datagrams echoed", counters.echoed), counters.echoed);
    return text(tr("UDP stopped: {0}, {1} refused"), echoed, refused);
  }

  std::string metrics_at(const Endpoint& where) const override {
    return text(tr("Metrics on {0}"), metrics_url(where));
  }

  std::string lines_dropped(std::size_t lines) const override {
    return text(trn("{0} line of this log was dropped: its reader is too slow",
                    "{0} lines of this log were dropped: its reader is too slow", lines),
                lines);
  }

 private:
  static const char* disconnect_message(Ending ending) {
    switch (ending) {
      case Ending::kClientClosed:
        break;
      case Ending::kReset:
        return tr_later("{0} disconnected after {1} s, {2}, {3} active (connection reset)");
      case Ending::kIdle:
        return tr_later("{0} disconnected after {1} s, {2}, {3} active (idle for too long)");
      case Ending::kStalled:
        return tr_later("{0} disconnected after {1} s, {2}, {3} active (took no bytes for too long)");
      case Ending::kCut:
        return tr_later("{0} disconnected after {1} s, {2}, {3} active (cut)");
      case Ending::kTls:
        return tr_later("{0} disconnected after {1} s, {2}, {3} active (TLS: {4})");
    }
    return tr_later("{0} disconnected after {1} s, {2}, {3} active");
  }

  static const char* reason(Refusal why) {
    switch (why) {
      case Refusal::kFull:
        break;
      case Refusal::kPerAddress:
        return tr_later("too many connections from this address");
      case Refusal::kNoThread:
        return tr_later("the system starts no more threads");
    }
    return tr_later("connection limit reached");
  }

  static const char* reason(UdpRefusal why) {
    switch (why) {
      case UdpRefusal::kToMany:
        break;
      case UdpRefusal::kNoSource:
        return tr_later("invalid source address");
      case UdpRefusal::kService:
        return tr_later("from a service port, where answers could loop");
      case UdpRefusal::kRate:
        return tr_later("more than --udp-rate allows");
    }
    return tr_later("sent to a broadcast or multicast address");
  }

  static std::uint64_t sum(std::span<const std::uint64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
};

// The words of JSON are data and never translated.
const char* word(Ending ending) {
  switch (ending) {
    case Ending::kClientClosed:
      break;
    case Ending::kReset:
      return "reset";
    case Ending::kIdle:
      return "idle";
    case Ending::kStalled:
      return "stalled";
    case Ending::kCut:
      return "cut";
    case Ending::kTls:
      return "tls";
  }
  return "closed";
}

class JsonLines : public ServerLines {
 public:
  explicit JsonLines(WallClock time) : time_(time) {}

  std::string listening(const Endpoint& where) const override { return listening(where, "tcp"); }

  std::string connected(const Endpoint& peer, std::size_t active) const override {
    auto line = start("connected");
    put(line, peer);
    line["active"] = active;
    return line.dump();
  }

  std::string disconnected(const Disconnected& client) const override {
    auto line = start("disconnected");
    put(line, client.peer);
    line["lasted_s"] = seconds(client.lasted);
    line["echoed_bytes"] = client.echoed_bytes;
    line["active"] = client.active;
    line["why"] = word(client.ending);
    if (!client.tls_error.empty()) line["tls_error"] = client.tls_error;
    return line.dump();
  }

  std::string refused(const Refusals& refusals) const override {
    auto line = start("refused");
    line["clients"] = refusals.clients;
    put(line, refusals.last_peer);
    line["why"] = word_of(refusals.last_why);
    return line.dump();
  }

  std::string shortage(Errno why) const override {
    auto line = start("shortage");
    line["errno"] = why;
    line["message"] = describe_errno(why);
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  std::string no_uring(const std::string& why) const override {
    auto line = start("no_uring");
    line["model"] = "epoll";
    line["message"] = why;
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  std::string tls_reloaded(const std::string& error) const override {
    auto line = start(error.empty() ? "tls_reloaded" : "tls_not_reloaded");
    if (!error.empty()) line["message"] = error;
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  std::string draining(std::size_t active, Duration at_most) const override {
    auto line = start("draining");
    line["active"] = active;
    line["at_most_s"] = seconds(at_most);
    return line.dump();
  }

  std::string drained(const ServerCounters& counters) const override {
    auto line = start("drained");
    line["accepted"] = counters.accepted;
    line["refused_full"] = counters.refused_full;
    line["refused_per_address"] = counters.refused_per_address;
    line["refused_no_thread"] = counters.refused_no_thread;
    line["shortages"] = counters.shortages;
    line["echoed_bytes"] = counters.echoed_bytes;
    line["cut"] = counters.cut;
    return line.dump();
  }

  std::string udp_listening(const Endpoint& where) const override { return listening(where, "udp"); }

  std::string udp_refused(const UdpRefusals& refusals) const override {
    auto line = start("udp_refused");
    line["datagrams"] = refusals.datagrams;
    put(line, refusals.last_source);
    line["why"] = word_of(refusals.last_why);
    return line.dump();
  }

  std::string udp_stopped(const UdpCounters& counters) const override {
    auto line = start("udp_stopped");
    line["received"] = counters.received;
    line["echoed"] = counters.echoed;
    line["echoed_bytes"] = counters.echoed_bytes;
    auto& refused = line["refused"];
    for (std::size_t why = 0; why < kUdpRefusals; ++why)
      refused[word_of(static_cast<UdpRefusal>(why))] = counters.refused[why];
    line["unsent"] = counters.unsent;
    return line.dump();
  }

  std::string metrics_at(const Endpoint& where) const override {
    auto line = start("metrics");
    put(line, where);
    line["url"] = metrics_url(where);
    return line.dump();
  }

  std::string lines_dropped(std::size_t lines) const override {
    auto line = start("lines_dropped");
    line["lines"] = lines;
    return line.dump();
  }

 private:
  using Json = nlohmann::ordered_json;
  Json start(const char* type) const { return {{"v", 1}, {"time", time_()}, {"type", type}}; }
  std::string listening(const Endpoint& where, const char* protocol) const {
    auto line = start("listening");
    put(line, where);
    line["protocol"] = protocol;
    return line.dump();
  }
  static void put(Json& line, const Endpoint& endpoint) {
    line["ip"] = endpoint.address.to_string();
    line["port"] = number(endpoint.port);
  }

  WallClock time_;
};

}  // namespace

const char* word_of(Refusal why) {
  switch (why) {
    case Refusal::kFull:
      break;
    case Refusal::kPerAddress:
      return "per-address";
    case Refusal::kNoThread:
      return "no-thread";
  }
  return "full";
}

const char* word_of(UdpRefusal why) {
  switch (why) {
    case UdpRefusal::kToMany:
      break;
    case UdpRefusal::kNoSource:
      return "no-source";
    case UdpRefusal::kService:
      return "service-port";
    case UdpRefusal::kRate:
      return "rate";
  }
  return "to-many";
}

double wall_clock_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::unique_ptr<ServerLines> text_lines() { return std::make_unique<TextLines>(); }
std::unique_ptr<ServerLines> json_lines(WallClock time) { return std::make_unique<JsonLines>(time); }

}  // namespace sounder

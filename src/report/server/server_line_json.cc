#include <chrono>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/server/server_line.h"

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Ending ending) {
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

// Each overload fills the line and returns its type.
struct JsonOf {
  Json& line;

  const char* operator()(const ListeningStarted& event) const {
    put(event.where);
    line["protocol"] = event.udp ? "udp" : "tcp";
    return "listening";
  }

  const char* operator()(const ClientConnected& event) const {
    put(event.peer);
    line["active"] = event.active;
    return "connected";
  }

  const char* operator()(const ClientDisconnected& event) const {
    put(event.peer);
    line["lasted_s"] = seconds(event.lasted);
    line["echoed_bytes"] = event.echoed_bytes;
    line["active"] = event.active;
    line["why"] = name_of(event.ending);
    if (!event.tls_error.empty()) line["tls_error"] = event.tls_error;
    return "disconnected";
  }

  const char* operator()(const ClientRefused& event) const {
    line["clients"] = event.clients;
    put(event.peer);
    line["why"] = sounder::name_of(event.why);
    return "refused";
  }

  const char* operator()(const DatagramRefused& event) const {
    line["datagrams"] = event.datagrams;
    put(event.source);
    line["why"] = sounder::name_of(event.why);
    return "udp_refused";
  }

  const char* operator()(const AcceptPaused& event) const {
    line["errno"] = event.why;
    line["message"] = describe_errno(event.why);
    return "shortage";
  }

  const char* operator()(const DrainStarted& event) const {
    line["active"] = event.active;
    line["at_most_s"] = seconds(event.at_most);
    return "draining";
  }

  const char* operator()(const ServerStopped& event) const {
    const ServerCounters& counters = event.counters;
    line["accepted"] = counters.accepted;
    line["refused_full"] = counters.refused_full;
    line["refused_per_address"] = counters.refused_per_address;
    line["refused_no_thread"] = counters.refused_no_thread;
    line["shortages"] = counters.shortages;
    line["echoed_bytes"] = counters.echoed_bytes;
    line["cut"] = counters.cut;
    return "drained";
  }

  const char* operator()(const UdpStopped& event) const {
    const UdpCounters& counters = event.counters;
    line["received"] = counters.received;
    line["echoed"] = counters.echoed;
    line["echoed_bytes"] = counters.echoed_bytes;
    Json& refused = line["refused"];
    for (std::size_t why = 0; why < kUdpRefusals; ++why)
      refused[sounder::name_of(static_cast<UdpRefusal>(why))] = counters.refused[why];
    line["unsent"] = counters.unsent;
    return "udp_stopped";
  }

  const char* operator()(const UringUnavailable& event) const {
    line["model"] = "epoll";
    line["message"] = event.why;
    return "no_uring";
  }

  const char* operator()(const TlsReloaded& event) const {
    if (event.error.empty()) return "tls_reloaded";
    line["message"] = event.error;
    return "tls_not_reloaded";
  }

  const char* operator()(const MetricsStarted& event) const {
    put(event.where);
    line["url"] = metrics_url(event.where);
    return "metrics";
  }

  const char* operator()(const LogLinesDropped& event) const {
    line["lines"] = event.lines;
    return "lines_dropped";
  }

 private:
  void put(const Endpoint& endpoint) const {
    line["ip"] = endpoint.address.to_string();
    line["port"] = number(endpoint.port);
  }
};

}  // namespace

std::string to_json(const ServerEvent& event, double time_s) {
  Json line{{"v", 1}, {"time", time_s}, {"type", nullptr}};
  line["type"] = std::visit(JsonOf{line}, event);
  // Messages of the system and file names may hold bytes that are no UTF-8.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char* name_of(Refusal why) {
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

const char* name_of(UdpRefusal why) {
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

}  // namespace sounder

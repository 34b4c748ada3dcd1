#include "report/server/metrics_text.h"

#include <fmt/format.h>

#include <iterator>

#include "report/server/server_line.h"

namespace sounder {
namespace {

class Page {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    put("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  template <class Value>
  void value(Value value) {
    put("{} {}\n", name_, value);
  }
  template <class Value>
  void value(std::string_view label, std::string_view word, Value value) {
    put("{}{{{}=\"{}\"}} {}\n", name_, label, word, value);
  }
  template <class Value>
  void counter(std::string_view name, std::string_view help, Value count) {
    begin(name, "counter", help);
    value(count);
  }
  template <class Value>
  void gauge(std::string_view name, std::string_view help, Value now) {
    begin(name, "gauge", help);
    value(now);
  }
  void histogram(std::string_view name, std::string_view help, const EchoTimes::Snapshot& times) {
    begin(name, "histogram", help);
    std::uint64_t count = 0;  // buckets are cumulative
    for (std::size_t i = 0; i < EchoTimes::kBounds.size(); ++i)
      put("{}_bucket{{le=\"{}\"}} {}\n", name, seconds(EchoTimes::kBounds[i]), count += times.counts[i]);
    count += times.counts.back();
    put("{}_bucket{{le=\"+Inf\"}} {}\n", name, count);
    put("{}_sum {}\n{}_count {}\n", name, seconds(times.sum), name, count);
  }
  std::string take() { return std::move(text_); }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  std::string text_;
  std::string_view name_;
};

void put_connections(Page& page, const ServerFigures& figures) {
  const ServerCounters& counters = figures.counters;
  page.gauge("sounder_connections_active", "Clients connected now.", figures.active);
  page.gauge("sounder_threads", "Threads that serve clients now.", figures.threads);
  page.counter("sounder_connections_accepted_total", "Clients that were served.", counters.accepted);
  page.begin("sounder_connections_refused_total", "counter", "Clients that were turned away.");
  page.value("reason", name_of(Refusal::kFull), counters.refused_full);
  page.value("reason", name_of(Refusal::kPerAddress), counters.refused_per_address);
  page.value("reason", name_of(Refusal::kNoThread), counters.refused_no_thread);
  page.counter("sounder_connections_cut_total", "Clients that were ended at the drain deadline.",
               counters.cut);
  page.counter("sounder_accept_shortages_total",
               "Times that accepting paused for want of descriptors or memory.", counters.shortages);
  page.counter("sounder_echoed_bytes_total", "Bytes sent back over TCP.", counters.echoed_bytes);
  page.histogram(
      "sounder_echo_duration_seconds",
      "Time in the server, from the read that brought bytes to the write that took the last of them.",
      figures.echo_times);
}

void put_datagrams(Page& page, const UdpCounters& counters) {
  page.counter("sounder_udp_datagrams_received_total", "Datagrams that came in.", counters.received);
  page.counter("sounder_udp_datagrams_echoed_total", "Datagrams sent back.", counters.echoed);
  page.counter("sounder_udp_echoed_bytes_total", "Bytes in datagrams sent back.", counters.echoed_bytes);
  page.begin("sounder_udp_datagrams_refused_total", "counter", "Datagrams that were not answered.");
  for (std::size_t why = 0; why < kUdpRefusals; ++why)
    page.value("reason", name_of(static_cast<UdpRefusal>(why)), counters.refused[why]);
  page.counter("sounder_udp_datagrams_unsent_total", "Answers that the system would not send.",
               counters.unsent);
}

}  // namespace

std::string metrics_text(const ServerFigures& figures, const std::optional<UdpCounters>& udp,
                         std::string_view version) {
  Page page;
  page.begin("sounder_build_info", "gauge", "The program that serves.");
  page.value("version", version, 1);
  put_connections(page, figures);
  if (udp) put_datagrams(page, *udp);
  return page.take();
}

}  // namespace sounder

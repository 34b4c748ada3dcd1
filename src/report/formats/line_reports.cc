#include "report/formats/line_reports.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "net/services.h"
#include "report/text/echo_text.h"
#include "scan/names.h"

namespace sounder {
namespace {

// RFC 4180: a field with a comma, a quote or a line break stands in quotes.
std::string csv_field(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string date(std::chrono::system_clock::time_point when) {
  return fmt::format("{:%a %b %e %H:%M:%S %Y}", fmt::localtime(std::chrono::system_clock::to_time_t(when)));
}

}  // namespace

void CsvReport::begin() { out().write("ip,host,port,protocol,state,reason,service,rtt_us\n"); }

void CsvReport::on_verdict(const Verdict& verdict) {
  if (!shows(verdict)) return;
  const std::string rtt =
      verdict.rtt ? fmt::format("{}", std::chrono::round<std::chrono::microseconds>(*verdict.rtt).count())
                  : "";
  out().write(fmt::format("{},{},{},tcp,{},{},{},{}\n", verdict.endpoint.address.to_string(),
                          csv_field(info().names.host(verdict.endpoint.address)),
                          number(verdict.endpoint.port), word_of(verdict.state()), word_of(verdict.reason),
                          csv_field(Services::instance().name(verdict.endpoint.port)), rtt));
}

void ListReport::on_verdict(const Verdict& verdict) {
  if (verdict.state() == State::kOpen) out().write(verdict.endpoint.to_string() + "\n");
}

void GrepableReport::begin() {
  out().write(fmt::format("# sounder {} scan initiated {} as: {}\n", info().version, date(info().start),
                          printable(info().arguments)));
}

void GrepableReport::on_host(const HostDone& host) {
  const HostPorts ports = ports_.take(host.address);
  std::string line = fmt::format("Host: {} ({})\tPorts: ", host.address.to_string(),
                                 printable(info().names.host(host.address)));
  bool first = true;
  for (const auto& [port, listed] : ports.listed) {
    line += fmt::format("{}{}/{}/tcp//{}///", first ? "" : ", ", number(port),
                        word_of(state_of(listed.reason)), Services::instance().name(port));
    first = false;
  }
  // nmap names one ignored state: the one that most ports share.
  std::size_t ignored = kStates;
  for (std::size_t state = 0; state < kStates; ++state)
    if (ports.counted_only(static_cast<State>(state)) &&
        (ignored == kStates || host.counts[state] > host.counts[ignored]))
      ignored = state;
  if (ignored < kStates)
    line +=
        fmt::format("\tIgnored State: {} ({})", word_of(static_cast<State>(ignored)), host.counts[ignored]);
  if (!ports.listed.empty() || ignored < kStates) out().write(line + "\n");
}

void GrepableReport::on_summary(const Summary& summary) {
  out().write(fmt::format("# sounder done at {} -- {} probes in {:.2f} seconds\n",
                          date(std::chrono::system_clock::now()), summary.pairs, seconds(summary.elapsed)));
  flush();
}

}  // namespace sounder

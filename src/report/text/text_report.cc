#include "report/text/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/text/echo_text.h"
#include "report/text/width.h"

namespace sounder {

namespace {

// A host with at least this many probed ports, all open, hardly runs as many services.
constexpr std::uint64_t kSuspiciousOpen = 100;

std::string phrase(unsigned port, State state) {
  switch (state) {
    case State::kOpen:
      return text(tr("Port {0} is open"), port);
    case State::kClosed:
      return text(tr("Port {0} is closed"), port);
    case State::kFiltered:
      return text(tr("Port {0} is filtered"), port);
    case State::kUnreachable:
      return text(tr("Port {0} is unreachable"), port);
    case State::kUntested:
      break;
  }
  return text(tr("Port {0} is untested"), port);
}

std::uint64_t whole(double per_s) {
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(per_s)));
}

}  // namespace

std::string port_line(Port port, State state, std::string_view service) {
  std::string line = phrase(number(port), state);
  if (service.empty()) return line;
  const std::size_t column = display_width(phrase(65535, state)) + 1;
  line.append(column - display_width(line), ' ');
  return line.append(service);
}

std::string host_line(const Address& address, const ScanNames& names) {
  const std::string host = names.hosts(address, ", ");
  return host.empty() ? address.to_string() : fmt::format("{} ({})", printable(host), address.to_string());
}

std::string host_notes(const HostDone& host) {
  const std::uint64_t ports = host.counts.total();
  std::string notes;
  const auto note = [&](const char* message) { notes += fmt::format("  {}\n", message); };
  if (host.limits_resets) note(tr("limits its resets: closed ports that stayed silent count as filtered"));
  if (host.policed_per_s)
    notes +=
        "  " +
        text(trn("lets about {0} probe a second pass: scanned at that rate",
                 "lets about {0} probes a second pass: scanned at that rate", whole(*host.policed_per_s)),
             whole(*host.policed_per_s)) +
        "\n";
  if (host.silence)
    notes += "  " +
             text(trn("stopped answering after {0} probe at {1}/s",
                      "stopped answering after {0} probes at {1}/s", host.silence->probes),
                  host.silence->probes, whole(host.silence->per_s)) +
             "\n";
  if (host.unproven > 0)
    notes += "  " +
             text(trn("{0} silent port is unproven: the probes to it may have been lost",
                      "{0} silent ports are unproven: the probes to them may have been lost", host.unproven),
                  host.unproven) +
             "\n";
  if (host.gave_up && !host.silence && ports > 1) note(tr("never answered: stopped early"));
  if (ports >= kSuspiciousOpen && host.counts[State::kOpen] == ports)
    note(tr("every port answers: something in front of this host may be answering for it"));
  return notes;
}

std::string loss_note(const Summary& summary) {
  if (summary.answers_lost == 0) return {};
  return text(trn("{0} answer was dropped by this machine (buffer full); its port was probed again",
                  "{0} answers were dropped by this machine (buffer full); their ports were probed again",
                  summary.answers_lost),
              summary.answers_lost) +
         "\n";
}

std::string unproven_note(const Summary& summary) {
  if (summary.unproven == 0) return {};
  return text(trn("{0} filtered port is unproven: its host answered nothing else at the time either",
                  "{0} filtered ports are unproven: their hosts answered nothing else at the time either",
                  summary.unproven),
              summary.unproven) +
         "\n";
}

std::string summary_line(const Summary& summary) {
  const std::string probes = text(trn("{0} probe", "{0} probes", summary.pairs), summary.pairs);
  return text(tr("{0}: {1} open, {2} closed, {3} filtered, {4} unreachable, {5} untested in {6} s"), probes,
              summary.counts[State::kOpen], summary.counts[State::kClosed], summary.counts[State::kFiltered],
              summary.counts[State::kUnreachable], summary.counts[State::kUntested],
              fmt::format("{:.2f}", seconds(summary.elapsed)));
}

std::string TextReport::line_of(const Address& host) const {
  return style_.paint(Ink::kBold, host_line(host, *info_.names)) + "\n";
}

std::string TextReport::line_of(Port port, State state) const {
  return style_.paint(ink_of(state), port_line(port, state, info_.service_name(port))) + "\n";
}

void TextReport::on_verdict(const Verdict& verdict) {
  const bool listed = info_.show_all || verdict.state == State::kOpen;
  if (style_.listing == Listing::kAsFound)
    print(verdict);
  else if (listed)
    ports_[verdict.endpoint.address][verdict.endpoint.port] = verdict.state;
}

void TextReport::print(const Verdict& verdict) {
  std::string lines;
  if (current_ != verdict.endpoint.address) {
    current_ = verdict.endpoint.address;
    lines = line_of(*current_);
  }
  if (info_.show_all || verdict.state == State::kOpen) lines += line_of(verdict.endpoint.port, verdict.state);
  print(lines);
}

void TextReport::print(const std::string& lines) {
  if (lines.empty()) return;
  const auto write = [&] {
    out_.write(lines);
    out_.flush();
  };
  if (style_.status != nullptr)
    style_.status->around(write);
  else
    write();
}

// kAtEnd: of many hosts, only those with a listed port are kept; a single one is always named.
void TextReport::on_host(const HostDone& host) {
  if (style_.listing == Listing::kAsFound)
    print(host_notes(host));
  else if (info_.request->targets.size() == 1 || ports_.contains(host.address))
    hosts_[host.host] = {host.address, host_notes(host)};
}

void TextReport::on_summary(const Summary& summary) {
  for (const auto& [index, host] : hosts_) {
    const auto found = ports_.find(host.address);
    out_.write(line_of(host.address));
    if (found != ports_.end())
      for (const auto& [port, state] : found->second) out_.write(line_of(port, state));
    out_.write(host.notes);
  }
  out_.write(loss_note(summary) + unproven_note(summary) + summary_line(summary) + "\n");
  out_.flush();
}

}  // namespace sounder

#include "report/formats/nmap_xml.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "report/text/echo_text.h"
#include "report/text/utf8.h"
#include "scan/names.h"

namespace sounder {
namespace {

// nmap knows no state "unreachable": it says filtered, and the reason tells the rest.
std::string_view nmap_state(State state) {
  return state == State::kUnreachable ? "filtered" : name_of(state);
}

std::time_t seconds_since_epoch(std::chrono::system_clock::time_point when) {
  return std::chrono::system_clock::to_time_t(when);
}

std::string date(std::time_t when) { return fmt::format("{:%a %b %e %H:%M:%S %Y}", fmt::localtime(when)); }

std::string without_zone(const Address& address) {
  const std::string word = address.to_string();
  return word.substr(0, word.find('%'));
}

// nmap writes addresses without their zone, and readers take `addr` for a plain address. The attribute
// `comment` of a host is nmap.dtd's place for words.
std::string zone_comment(const Address& address) {
  const std::string word = address.to_string();
  const std::size_t percent = word.find('%');
  if (percent == std::string::npos) return {};
  return fmt::format(" comment=\"zone {}\"", xml_escaped(word.substr(percent + 1)));
}

std::string extra_ports(State state, const std::map<Reason, std::uint64_t>& reasons) {
  std::uint64_t count = 0;
  std::string inner;
  for (const auto& [reason, ports] : reasons) {
    count += ports;
    inner += fmt::format("<extrareasons reason=\"{}\" count=\"{}\"/>\n", name_of(reason), ports);
  }
  return fmt::format("<extraports state=\"{}\" count=\"{}\">\n{}</extraports>\n", nmap_state(state), count,
                     inner);
}

std::string port_element(Transport transport, Port port, std::string_view service_name,
                         const ListedPort& listed) {
  std::string service;
  if (!service_name.empty())
    service = fmt::format("<service name=\"{}\" method=\"table\" conf=\"3\"/>", xml_escaped(service_name));
  const std::string from = listed.from ? fmt::format(" reason_ip=\"{}\"", without_zone(*listed.from)) : "";
  return fmt::format(
      "<port protocol=\"{}\" portid=\"{}\"><state state=\"{}\" reason=\"{}\" "
      "reason_ttl=\"{}\"{}/>{}</port>\n",
      name_of(transport), number(port), nmap_state(listed.state), name_of(listed.reason), listed.ttl, from,
      service);
}

std::string_view entity_for(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    default:
      return {};
  }
}

// What may stand in XML 1.0 (2.2, Char); a tab or a line end in an attribute would be read as a space.
bool is_xml(char32_t c) { return c >= 0x20 && c != 0xFFFE && c != 0xFFFF; }

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Sequence sequence = first_of_utf8(text);
    const std::size_t length = std::max<std::size_t>(sequence.length, 1);
    if (const auto entity = entity_for(sequence.code_point); !entity.empty())
      out += entity;
    else if (sequence.length == 0 || !is_xml(sequence.code_point))
      out += '?';
    else if (is_shown(sequence.code_point))
      out += text.substr(0, length);
    else  // a terminal would obey it
      out += fmt::format("&#x{:x};", static_cast<std::uint32_t>(sequence.code_point));
    text.remove_prefix(length);
  }
  return out;
}

void NmapXmlReport::begin() {
  const PortSet ports = info().request->ports.any();
  const std::time_t start = seconds_since_epoch(info().start);
  out().write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n");
  out().write(
      fmt::format("<nmaprun scanner=\"sounder\" args=\"{}\" start=\"{}\" startstr=\"{}\" version=\"{}\" "
                  "xmloutputversion=\"1.05\">\n",
                  xml_escaped(info().arguments), start, date(start), info().version));
  out().write(fmt::format("<scaninfo type=\"{}\" protocol=\"{}\" numservices=\"{}\" services=\"{}\"/>\n",
                          info().engine, name_of(info().request->transport), ports.size(),
                          ports.to_string()));
  out().write("<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n");
}

void NmapXmlReport::resume(const SavedScan& saved, bool same_file) {
  replay(saved, *info().request, same_file ? Replay::kUnderWay : Replay::kAllKept, *this);
  hosts_up_ = saved.hosts_up;
  hosts_down_ = saved.hosts_down;
}

void NmapXmlReport::on_host(const HostDone& host) {
  const HostPorts ports = ports_.take(host.address);
  const auto answered = ports.answered();
  if (!answered) {
    ++hosts_down_;
    return;
  }
  ++hosts_up_;
  std::string xml = fmt::format("<host{}><status state=\"up\" reason=\"{}\" reason_ttl=\"0\"/>\n",
                                zone_comment(host.address), *answered == State::kOpen ? "syn-ack" : "reset");
  xml += fmt::format("<address addr=\"{}\" addrtype=\"{}\"/>\n<hostnames>\n", without_zone(host.address),
                     host.address.family() == Family::kIpv4 ? "ipv4" : "ipv6");
  for (const std::string& name : info().names->hosts(host.address))
    xml += fmt::format("<hostname name=\"{}\" type=\"user\"/>\n", xml_escaped(name));
  xml += "</hostnames>\n<ports>";
  for (const State state : kStates)
    if (ports.counted_only(state)) xml += extra_ports(state, ports.by_reason[state]);
  for (const auto& [port, listed] : ports.listed)
    xml += port_element(info().request->transport, port, info().service_name(port), listed);
  xml += "</ports>\n";
  if (host.rtt)
    xml += fmt::format("<times srtt=\"{}\" rttvar=\"{}\" to=\"{}\"/>\n", whole_us(host.rtt->smoothed),
                       whole_us(host.rtt->deviation), whole_us(host.rtt->timeout));
  out().write(xml + "</host>\n");
}

void NmapXmlReport::on_summary(const Summary& summary) {
  const std::time_t end = seconds_since_epoch(std::chrono::system_clock::now());
  out().write(
      fmt::format("<runstats><finished time=\"{}\" timestr=\"{}\" elapsed=\"{:.2f}\" exit=\"{}\"/>"
                  "<hosts up=\"{}\" down=\"{}\" total=\"{}\"/>\n</runstats>\n</nmaprun>\n",
                  end, date(end), seconds(summary.elapsed), summary.interrupted ? "error" : "success",
                  hosts_up_, hosts_down_, hosts_up_ + hosts_down_));
  flush();
}

}  // namespace sounder

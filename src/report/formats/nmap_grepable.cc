#include "report/formats/nmap_grepable.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "report/text/echo_text.h"
#include "scan/names.h"

namespace sounder {
namespace {

std::string date(std::chrono::system_clock::time_point when) {
  return fmt::format("{:%a %b %e %H:%M:%S %Y}", fmt::localtime(std::chrono::system_clock::to_time_t(when)));
}

}  // namespace

void NmapGrepableReport::begin() {
  out().write(fmt::format("# sounder {} scan initiated {} as: {}\n", info().version, date(info().start),
                          printable(info().arguments)));
}

void NmapGrepableReport::on_host(const HostDone& host) {
  const HostPorts ports = ports_.take(host.address);
  const std::string who = fmt::format("Host: {} ({})", host.address.to_string(),
                                      printable(info().names->hosts(host.address, " ")));
  if (ports.answered()) out().write(who + "\tStatus: Up\n");
  std::string line = who + "\tPorts: ";
  bool first = true;
  for (const auto& [port, listed] : ports.listed) {
    line += fmt::format("{}{}/{}/tcp//{}///", first ? "" : ", ", number(port),
                        word_of(state_of(listed.reason)), info().service_name(port));
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

void NmapGrepableReport::on_summary(const Summary& summary) {
  out().write(fmt::format("# sounder done at {} -- {} probes in {:.2f} seconds\n",
                          date(std::chrono::system_clock::now()), summary.pairs, seconds(summary.elapsed)));
  flush();
}

}  // namespace sounder

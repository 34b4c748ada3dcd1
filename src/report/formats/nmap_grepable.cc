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
    line += fmt::format("{}{}/{}/{}//{}///", first ? "" : ", ", number(port), name_of(listed.state),
                        name_of(info().request->transport), info().service_name(port));
    first = false;
  }
  // nmap names one ignored state: the one that most ports share.
  std::optional<State> ignored;
  for (const State state : kStates)
    if (ports.counted_only(state) && (!ignored || host.counts[state] > host.counts[*ignored]))
      ignored = state;
  if (ignored) line += fmt::format("\tIgnored State: {} ({})", name_of(*ignored), host.counts[*ignored]);
  if (!ports.listed.empty() || ignored) out().write(line + "\n");
}

void NmapGrepableReport::on_summary(const Summary& summary) {
  out().write(fmt::format("# sounder done at {} -- {} probes in {:.2f} seconds\n",
                          date(std::chrono::system_clock::now()), summary.pairs, seconds(summary.elapsed)));
  flush();
}

}  // namespace sounder

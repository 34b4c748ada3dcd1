#include "cli/scan/route_flags.h"

#include <utility>

#include "base/text.h"
#include "cli/own_source.h"
#include "net/zone.h"

namespace sounder {
namespace {

const char* name_of(Family family) { return family == Family::kIpv4 ? "IPv4" : "IPv6"; }

struct Fit {
  bool any = false;  // a target is of the source's family
  bool all = true;
};
Fit fit_of(const TargetSet& targets, Family source) {
  const Family first = targets.at(0).family();  // IPv4 comes first
  const Family last = targets.at(targets.size() - 1).family();
  return {.any = first == source || last == source, .all = first == source && last == source};
}

}  // namespace

Result<void> read_route_wishes(const ScanWords& words, RouteWishes& wishes) {
  if (!words.interface.empty()) {
    const auto interface = interface_number(words.interface);
    if (!interface) return std::unexpected(no_interface(words.interface));
    wishes.interface = *interface;
  }
  if (words.source.empty()) return {};
  const auto source = Address::parse(words.source);
  if (auto zone = wrong_zone(words.source)) return std::unexpected(std::move(*zone));
  if (!source)
    return bad_input(text(tr("--source {0}: this must be an address, like 192.0.2.7"), words.source));
  wishes.source = in_zone(*source, wishes.interface);
  if (wishes.source->lacks_zone()) return std::unexpected(missing_zone(*wishes.source));
  return {};
}

Result<void> check_source(const ScanJob& job) {
  const auto& source = job.engine.route.source;
  if (!source) return {};
  if (!fit_of(job.request.targets, source->family()).any)
    return bad_input(text(tr("--source {0}: no target is an {1} address"), source->to_string(),
                          name_of(source->family())));
  return check_own_source(*source);
}

std::string source_note(const ScanJob& job) {
  const auto& source = job.engine.route.source;
  if (!source || fit_of(job.request.targets, source->family()).all) return "";
  const Family other = source->family() == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4;
  return text(tr("--source {0} is for {1} targets; the kernel chooses the address that {2} targets see"),
              source->to_string(), name_of(source->family()), name_of(other)) +
         "\n";
}

}  // namespace sounder

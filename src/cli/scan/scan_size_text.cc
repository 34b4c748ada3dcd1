#include "cli/scan/scan_size_text.h"

#include "base/text.h"
#include "cli/scan/route_flags.h"
#include "report/text/progress_bar.h"
#include "scan/targets/scan_size.h"

namespace sounder {
namespace {

std::string packets_of(const ScanSize& size) {
  return text(trn("{0} packet", "{0} packets", size.packets), size.packets);
}

std::string public_words(const ScanSize& size) {
  const std::uint64_t count = size.public_addresses;
  return text(tr("{0}: at least {1}, at {2} a second at least {3}"),
              text(trn("{0} public address", "{0} public addresses", count), count), packets_of(size),
              size.rate_per_s, clock_form(size.least_s()));
}

std::string refusal(const ScanRequest& request) {
  return text(tr("{0}; add --authorized if you may scan them"), public_words(size_of(request)));
}

}  // namespace

Result<void> check_authorized(const ScanJob& job) {
  if (job.authorized || job.dry_run || !needs_authorization(job.request.targets)) return {};
  return bad_input(refusal(job.request));
}

std::string scan_notes(const ScanJob& job) {
  std::string lines;
  if (job.left_out > 0)
    lines += text(trn("{0} reserved, private or multicast address is left out; name its block to scan it",
                      "{0} reserved, private or multicast addresses are left out; name their blocks to scan "
                      "them",
                      job.left_out),
                  job.left_out) +
             "\n";
  lines += source_note(job);
  if (needs_authorization(job.request.targets))
    lines += (job.authorized ? public_words(size_of(job.request)) : refusal(job.request)) + "\n";
  return lines;
}

std::string plan_line(const ScanRequest& request) {
  const std::uint32_t ports = request.ports.any().size();
  const ScanSize size = size_of(request);
  return text(tr("Plan: {0}, {1}: at least {2}, at {3} a second at least {4}"),
              text(trn("{0} address", "{0} addresses", request.targets.size()), request.targets.size()),
              text(trn("{0} port", "{0} ports", ports), ports), packets_of(size), size.rate_per_s,
              clock_form(size.least_s())) +
         "\n";
}

}  // namespace sounder

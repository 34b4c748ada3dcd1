#include "cli/scan/detour_notes.h"

#include "base/text.h"
#include "cli/scan/scan_notes.h"

namespace sounder {
namespace {

const char* form_of(Detour::Why why) {
  switch (why) {
    case Detour::Why::kFirewall:
      return tr(
          "this machine's firewall refuses the way to {0}: such paths are probed by connect, which obeys it");
    case Detour::Why::kIpsec:
      return tr("IPsec protects the way to {0}: such paths are probed by connect, which uses it");
    case Detour::Why::kPortRules:
      break;
  }
  return tr(
      "routing rules select the way to {0} by port: such paths are probed by connect, which follows them");
}

}  // namespace

void DetourNotes::on_detour(const Detour& detour) {
  bool& told = told_.at(static_cast<std::size_t>(detour.why));
  if (told || form_ == ProgressForm::kNone) return;
  told = true;
  const std::string line = text(form_of(detour.why), detour.address.to_string()) + "\n";
  status_.around([&] { say_notes(form_, line); });
}

}  // namespace sounder

#include "cli/scan/path_notes.h"

#include <utility>

#include "base/text.h"
#include "cli/scan/scan_notes.h"
#include "scan/plan/shortage.h"

namespace sounder {
namespace {

const char* form_of(PathNews::What what) {
  switch (what) {
    case PathNews::What::kFirewall:
      return tr(
          "this machine's firewall refuses the way to {0}: such paths are probed by connect, which obeys it");
    case PathNews::What::kIpsec:
      return tr("IPsec protects the way to {0}: such paths are probed by connect, which uses it");
    case PathNews::What::kLost:
      return tr("the route to {0} is gone: waiting up to {1} s for it to come back");
    case PathNews::What::kBack:
      return tr("the route to {0} is back");
    case PathNews::What::kPortRules:
      break;
  }
  return tr(
      "routing rules select the way to {0} by port: such paths are probed by connect, which follows them");
}

}  // namespace

bool PathNotes::is_worth_telling(const PathNews& news) {
  if (news.what == PathNews::What::kLost) {
    lost_.insert(news.address);
    return lost_.size() == 1;
  }
  if (news.what == PathNews::What::kBack) {
    if (const auto one = lost_.find(news.address); one != lost_.end()) lost_.erase(one);
    return lost_.empty();
  }
  return !std::exchange(told_.at(static_cast<std::size_t>(news.what)), true);
}

void PathNotes::on_path_news(const PathNews& news) {
  if (form_ == ProgressForm::kNone || !is_worth_telling(news)) return;
  const std::string line = text(form_of(news.what), news.address.to_string(),
                                std::chrono::duration_cast<std::chrono::seconds>(kRoutePatience).count()) +
                           "\n";
  status_.around([&] { say_notes(form_, line); });
}

}  // namespace sounder

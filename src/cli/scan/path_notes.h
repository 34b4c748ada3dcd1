// Says on standard error which paths are probed by connections of the kernel in place of SYN packets, and
// when a route is lost or back.
#pragma once

#include <array>
#include <set>

#include "cli/scan/scan_flags.h"
#include "report/text/status_line.h"
#include "scan/sink.h"

namespace sounder {

class PathNotes final : public ScanSink {
 public:
  // `status` outlives the notes.
  PathNotes(ProgressForm form, StatusLine& status) : form_(form), status_(status) {}
  void on_verdict(const Verdict&) override {}
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override {}
  // The first path of each kind is told; a scan of a large network may have many. Of routes that are lost at
  // once, the first one, and when all are back.
  void on_path_news(const PathNews& news) override;

 private:
  bool is_worth_telling(const PathNews& news);

  const ProgressForm form_;
  StatusLine& status_;
  std::array<bool, 3> told_{};     // by PathNews::What
  std::multiset<Address> lost_{};  // one of each thread
};

}  // namespace sounder

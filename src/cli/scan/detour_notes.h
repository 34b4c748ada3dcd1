// Says on standard error which paths are probed by connections of the kernel in place of SYN packets.
#pragma once

#include <array>

#include "cli/scan/scan_flags.h"
#include "report/text/status_line.h"
#include "scan/sink.h"

namespace sounder {

class DetourNotes final : public ScanSink {
 public:
  // `status` outlives the notes.
  DetourNotes(ProgressForm form, StatusLine& status) : form_(form), status_(status) {}
  void on_verdict(const Verdict&) override {}
  void on_host(const HostDone&) override {}
  void on_summary(const Summary&) override {}
  // The first path of each kind is told; a scan of a large network may have many.
  void on_detour(const Detour& detour) override;

 private:
  const ProgressForm form_;
  StatusLine& status_;
  std::array<bool, 3> told_{};  // by Detour::Why
};

}  // namespace sounder

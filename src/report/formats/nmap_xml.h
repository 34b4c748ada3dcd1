// nmap's XML, format 1.05 (nmap.dtd), as ndiff and python3-libnmap read it. A host is written when it is
// done.
#pragma once

#include <cstdint>

#include "report/formats/file_report.h"
#include "report/formats/host_ports.h"

namespace sounder {

class NmapXmlReport final : public FileReport {
 public:
  using FileReport::FileReport;
  void begin() override;
  void resume(const SavedScan& saved, bool same_file) override;
  void on_verdict(const Verdict& verdict) override { ports_.add(verdict); }
  void on_host(const HostDone& host) override;
  void on_summary(const Summary& summary) override;

 private:
  PortsByHost ports_;
  std::uint64_t hosts_up_ = 0;
  std::uint64_t hosts_down_ = 0;  // never answered; counted, not written, as nmap does
};

// The five characters that XML reserves escaped; what it forbids (control characters, bytes that are no
// UTF-8) replaced by question marks.
std::string xml_escaped(std::string_view text);

}  // namespace sounder

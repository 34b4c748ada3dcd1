#include "report/formats/file_report.h"

#include "report/formats/csv.h"
#include "report/formats/list.h"
#include "report/formats/ndjson.h"
#include "report/formats/nmap_grepable.h"
#include "report/formats/nmap_xml.h"

namespace sounder {

std::unique_ptr<FileReport> make_report(Format format, OutputFile out, ScanInfo info) {
  switch (format) {
    case Format::kNdjson:
      return std::make_unique<NdjsonReport>(std::move(out), std::move(info));
    case Format::kNmapXml:
      return std::make_unique<NmapXmlReport>(std::move(out), std::move(info));
    case Format::kNmapGrepable:
      return std::make_unique<NmapGrepableReport>(std::move(out), std::move(info));
    case Format::kCsv:
      return std::make_unique<CsvReport>(std::move(out), std::move(info));
    case Format::kList:
      return std::make_unique<ListReport>(std::move(out), std::move(info), ListReport::Hosts::kAddresses);
    case Format::kListNames:
      break;
  }
  return std::make_unique<ListReport>(std::move(out), std::move(info), ListReport::Hosts::kNames);
}

}  // namespace sounder

#include "report/formats/file_report.h"

#include "report/formats/json_report.h"
#include "report/formats/line_reports.h"
#include "report/formats/xml_report.h"

namespace sounder {

std::unique_ptr<FileReport> make_report(Format format, OutputFile out, const ScanInfo& info) {
  switch (format) {
    case Format::kJson:
      return std::make_unique<JsonReport>(std::move(out), info);
    case Format::kXml:
      return std::make_unique<XmlReport>(std::move(out), info);
    case Format::kGrepable:
      return std::make_unique<GrepableReport>(std::move(out), info);
    case Format::kCsv:
      return std::make_unique<CsvReport>(std::move(out), info);
    case Format::kList:
      break;
  }
  return std::make_unique<ListReport>(std::move(out), info);
}

}  // namespace sounder

#include "report/formats/csv.h"

#include <fmt/format.h>

#include "scan/names.h"

namespace sounder {
namespace {

// A field with a comma, a quote or a line break stands in quotes (RFC 4180, 2.6 and 2.7).
std::string quoted_if_needed(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

void CsvReport::begin() { out().write("ip,host,port,protocol,state,reason,service,rtt_us\n"); }

void CsvReport::on_verdict(const Verdict& verdict) {
  if (!shows(verdict)) return;
  std::string rtt_us;
  if (verdict.rtt)
    rtt_us = fmt::format("{}", std::chrono::round<std::chrono::microseconds>(*verdict.rtt).count());
  out().write(fmt::format("{},{},{},{},{},{},{},{}\n", verdict.endpoint.address.to_string(),
                          quoted_if_needed(info().names->hosts(verdict.endpoint.address, " ")),
                          number(verdict.endpoint.port), name_of(info().request->transport),
                          name_of(verdict.state), name_of(verdict.reason),
                          quoted_if_needed(info().service_name(verdict.endpoint.port)), rtt_us));
}

}  // namespace sounder

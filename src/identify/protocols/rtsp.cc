// RTSP: RFC 2326, 10.1 (OPTIONS), 12.36 (Server).
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::string opening(const Peer&) {
  return "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: sounder (identify)\r\n\r\n";
}

// "GStreamer RTSP server", "Dahua Rtsp Server", "DSS/6.0.3 (Build/526.3; Platform/Linux)", "VLC/3.0.18"
void name_software(std::string_view server, Service& service) {
  const std::size_t slash = server.find('/');
  if (slash == std::string_view::npos || contains(server.substr(0, slash), " ")) {
    service.product = server;
    return;
  }
  service.product = take_until(server, '/');
  service.version = next_word(server);
  service.info = server;
}

std::optional<Service> parse(const Heard& heard) {
  const auto status = after(heard.bytes, "RTSP/1.0 ");
  if (!status) return std::nullopt;
  Service service{.protocol = "rtsp"};
  service.whole = contains(heard.bytes, "\r\n\r\n");
  name_software(header_value(*status, "server"), service);
  service.details.emplace_back("status", first_line(*status));
  if (const auto methods = header_value(*status, "public"); !methods.empty())
    service.details.emplace_back("methods", methods);
  return service;
}

}  // namespace

constinit const Protocol kRtsp{
    .name = "rtsp", .ports = {554, 8554, 7070}, .opening = opening, .parse = parse};

}  // namespace sounder

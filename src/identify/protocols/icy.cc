// ICY, the streams of SHOUTcast, and Icecast, which speaks HTTP: icecast.org/docs, and the answers of both.
#include "identify/bytes.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// "SHOUTcast Distributed Network Audio Server/Linux v1.9.8<BR>"
void name_shoutcast(std::string_view notice, Service& service) {
  if (!notice.starts_with("SHOUTcast")) return;
  service.product = "SHOUTcast";
  service.os = between(notice, "Server/", " ");
  service.version = between(notice, " v", "<");
}

std::optional<Service> parse(const Heard& heard) {
  if (const auto answer = parse_http(heard.bytes, heard.ended)) {
    const auto version = after(answer->header("server"), "Icecast ");
    if (!version) return std::nullopt;
    return Service{.protocol = "http",
                   .sure = Sureness::kApplication,
                   .product = "Icecast",
                   .version = std::string(*version),
                   .details = {{"status", std::to_string(answer->status)}},
                   .whole = answer->whole};
  }
  const auto status = after(heard.bytes, "ICY ");
  if (!status) return std::nullopt;
  Service service{.protocol = "icy"};
  service.whole = contains(heard.bytes, "\r\n\r\n");
  name_shoutcast(header_value(*status, "icy-notice2"), service);
  service.details.emplace_back("status", first_line(*status));
  if (const auto name = header_value(*status, "icy-name"); !name.empty())
    service.details.emplace_back("title", name);
  return service;
}

}  // namespace

constinit const Protocol kIcy{.name = "icy", .ports = {}, .parse = parse};

}  // namespace sounder

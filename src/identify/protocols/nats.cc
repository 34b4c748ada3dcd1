// NATS: docs.nats.io/reference/reference-protocols/nats-protocol, INFO.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/http_answer.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

std::optional<Service> parse(const Heard& heard) {
  const auto info = after(heard.bytes, "INFO {");
  if (!info || !contains(*info, "\"server_id\"")) return std::nullopt;
  Service service{.protocol = "nats", .product = "NATS Server"};
  const std::string_view json = first_line(*info);
  service.whole = contains(*info, "\n");
  service.version = json_value(json, "version");
  if (json_value(json, "auth_required") == "true") service.info = "authentication required";
  for (const char* key : {"server_name", "cluster", "go", "tls_required", "jetstream"})
    set_detail(service, key, json_value(json, key));
  return service;
}

}  // namespace

constinit const Protocol kNats{.name = "nats", .ports = {4222, 6222}, .parse = parse};

}  // namespace sounder

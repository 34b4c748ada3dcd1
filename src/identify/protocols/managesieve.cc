// ManageSieve: RFC 5804, 1.7 (capabilities) and 1.8 (they are the greeting).
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr Mark kMarks[] = {
    {"Pigeonhole", "Dovecot Pigeonhole"},
    {"Cyrus timsieved", "Cyrus timsieved"},
};

std::optional<Service> parse(const Heard& heard) {
  const std::string_view bytes = heard.bytes;
  const auto implementation = after(bytes, "\"IMPLEMENTATION\" \"");
  if (!implementation || !contains(bytes, "\n")) return std::nullopt;
  Service service{.protocol = "managesieve"};
  service.whole = contains(bytes, "\nOK") && bytes.ends_with("\n");
  const std::string_view name = implementation->substr(0, implementation->find('"'));
  service.product = name;
  name_product(name, kMarks, service);
  name_os(name, service);
  if (contains(bytes, "\n\"STARTTLS\"")) set_detail(service, "starttls", "offered");
  for (const auto& [key, what] : {std::pair{"\n\"SASL\" \"", "auth"}, {"\n\"VERSION\" \"", "protocol"}})
    set_detail(service, what, between(bytes, key, "\""));
  return service;
}

}  // namespace

constinit const Protocol kManagesieve{.name = "managesieve", .ports = {4190, 2000}, .parse = parse};

}  // namespace sounder

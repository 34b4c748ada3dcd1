// rsync's daemon: rsync(1), "CONNECTING TO AN RSYNC DAEMON", and its source, clientserver.c.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::string_view kMark = "@RSYNCD: ";

// The list is what `rsync HOST::` shows to anybody: "pub            \tpublic files\n".
Service read_modules(const Heard& heard) {
  Service service = *heard.before;
  service.ask.clear();
  service.whole = contains(heard.bytes, "@RSYNCD: EXIT");
  std::string modules;
  for (std::string_view rest = heard.bytes; !rest.empty();) {
    std::string_view line = take_until(rest, '\n');
    if (!contains(line, "\t")) continue;
    modules += modules.empty() ? "" : " ";
    modules += trimmed(take_until(line, '\t'));
  }
  set_detail(service, "modules", modules);
  return service;
}

std::optional<Service> parse(const Heard& heard) {
  if (heard.before != nullptr) return read_modules(heard);
  const auto greeting = after(heard.bytes, kMark);
  if (!greeting || !contains(*greeting, "\n")) return std::nullopt;
  std::string_view line = first_line(*greeting);
  Service service{.protocol = "rsync"};
  set_detail(service, "protocol", next_word(line));
  set_detail(service, "digests", line);
  service.ask = "@RSYNCD: 31.0\n#list\n";
  return service;
}

}  // namespace

constinit const Protocol kRsync{.name = "rsync", .ports = {873}, .parse = parse};

}  // namespace sounder

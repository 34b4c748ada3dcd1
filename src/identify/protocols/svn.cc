// Subversion's svnserve: subversion/libsvn_ra_svn/protocol.
#include "identify/bytes.h"
#include "identify/greeting.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

// "( success ( 2 2 ( ) ( edit-pipeline ... ) ) ) ": the lowest and the highest version of the protocol, no
// mechanisms yet, capabilities. It tells its own version to nobody.
std::optional<Service> parse(const Heard& heard) {
  const auto greeting = after(heard.bytes, "( success ( ");
  if (!greeting) return std::nullopt;
  std::string_view rest = *greeting;
  const std::string_view lowest = next_word(rest);
  const std::string_view highest = next_word(rest);
  if (!is_number(lowest) || !is_number(highest) || !rest.starts_with("( ")) return std::nullopt;
  Service service{.protocol = "svn", .product = "Subversion"};
  service.whole = contains(rest, ") ) ) ");
  set_detail(service, "protocol", highest);
  take_until(rest, ')');
  set_detail(service, "capabilities", trimmed(between(rest, "( ", ")")));
  return service;
}

}  // namespace

constinit const Protocol kSvn{.name = "svn", .ports = {3690}, .parse = parse};

}  // namespace sounder

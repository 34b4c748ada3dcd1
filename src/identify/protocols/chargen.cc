// Character generator: RFC 864.
#include "identify/bytes.h"
#include "identify/protocols/table.h"

namespace sounder {
namespace {

constexpr std::size_t kLine = 72;

// The printable characters of ASCII as a ring, of which each line has 72. So nothing else but a list of them
// begins like that.
std::optional<Service> parse(const Heard& heard) {
  const std::string_view line = heard.bytes.substr(0, kLine);
  if (line.size() < kLine) return std::nullopt;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] < ' ' || line[i] > '~') return std::nullopt;
    const char next = line[i] == '~' ? ' ' : static_cast<char>(line[i] + 1);
    // Some leave out the space.
    if (i + 1 < line.size() && line[i + 1] != next && !(line[i] == '~' && line[i + 1] == '!'))
      return std::nullopt;
  }
  return Service{.protocol = "chargen"};
}

}  // namespace

constinit const Protocol kChargen{.name = "chargen", .ports = {19}, .parse = parse};

}  // namespace sounder

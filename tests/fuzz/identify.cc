// Every parser of the identification gets every answer; and a dialogue with a server that says these bytes in
// pieces ends.
#include <string>
#include <string_view>

#include "identify/dialogue.h"
#include "identify/protocols/table.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

void check(const Service& service, const Protocol& protocol) {
  fuzz::require(!service.protocol.empty());
  for (const std::string* text :
       {&service.protocol, &service.product, &service.version, &service.info, &service.os, &service.host})
    fuzz::require(text->size() <= 2 * kMostAnswer);
  fuzz::require(service.details.size() <= kMostAnswer);
  fuzz::require(service.ask.size() <= 4096 || protocol.opening == nullptr);
}

// To an answer, and then to what was asked for.
void parse_all(std::string_view bytes, std::string_view asked, bool ended) {
  for (const Protocol* protocol : protocols()) {
    const auto service = protocol->parse({.bytes = bytes, .asked = asked, .ended = ended});
    if (!service) continue;
    check(*service, *protocol);
    if (const auto more =
            protocol->parse({.bytes = bytes, .asked = service->ask, .ended = ended, .before = &*service}))
      check(*more, *protocol);
  }
}

void talk(std::string_view bytes, std::uint16_t port) {
  Instant now{};
  Dialogue dialogue({"host.example", port}, std::chrono::milliseconds(1), {}, now);
  for (int steps = 0; steps < 10'000; ++steps) {
    const Move move = dialogue.poll(now);
    if (move.kind == Move::Kind::kDone) return;
    if (move.kind == Move::Kind::kWait) now = move.until;
    if (move.kind == Move::Kind::kConnect) dialogue.on_open(now, move.line);
    if (move.kind == Move::Kind::kSend) {
      dialogue.on_bytes(now, move.line, bytes.substr(0, bytes.size() / 2));
      dialogue.on_bytes(now, move.line, bytes.substr(bytes.size() / 2));
      dialogue.on_end(now, move.line);
    }
  }
  fuzz::require(false);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes = fuzz::as_words(data, size).substr(2);
  const auto number = static_cast<std::size_t>(data[0]);
  const Protocol& other = *protocols()[number % protocols().size()];
  const std::string asked = other.opening == nullptr ? "" : other.opening({"host.example", other.ports[0]});
  parse_all(bytes, asked, data[1] % 2 == 1);
  talk(bytes, other.ports[0]);
  return 0;
}

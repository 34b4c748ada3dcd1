// Whatever the network sends: read as an answer to a SYN.
#include "net/packet.h"

#include <algorithm>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sounder;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto answer = read_answer(bytes);
  if (!answer) return 0;
  // Two headers at least, and both ends of one family.
  fuzz::require(size >= 40);
  fuzz::require(answer->asked.address.family() == answer->asker.address.family());
  const bool of_host = answer->said == Said::kSynAck || answer->said == Said::kReset;
  fuzz::require(!of_host || answer->from == answer->asked.address);
  // What the link may add behind the packet changes nothing.
  std::vector<std::byte> padded(bytes.begin(), bytes.end());
  const std::size_t total =
      std::to_integer<std::size_t>(bytes[2]) << 8U | std::to_integer<std::size_t>(bytes[3]);
  if (std::to_integer<unsigned>(bytes[0]) >> 4U == 4 && total <= size) {
    padded.resize(size + 6);
    const auto again = read_answer(padded);
    fuzz::require(again && again->sequence == answer->sequence);
  }
  return 0;
}
